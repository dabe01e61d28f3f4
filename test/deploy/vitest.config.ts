// `npm run test:deploy`: samples/deploy and the sinks with the real programs of Debian's packages. A test whose program is missing is skipped and says so.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/deploy/**/*.deploy.ts'],
    reporters: ['default', './test/tools/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
  },
});
