import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/tools/closing-line.ts'],
    // Files share a process and what it has loaded: to load it anew for each of them takes longer than the tests.
    isolate: false,
    testTimeout: 20_000,
    passWithNoTests: false,
  },
});
