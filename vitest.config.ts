import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/tools/closing-line.ts'],
    testTimeout: 20_000,
    passWithNoTests: false,
  },
});
