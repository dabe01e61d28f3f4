/**
 * The last line of a test run, for machines: `N passed, N failed` (and `, N skipped`).
 */
import type { Reporter, TestModule } from 'vitest/node';

/** vitest constructs what a reporter's module exports. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state]++;
        tests++;
      }
      // A file that could not even be loaded has no tests to count.
      if (tests === 0 && !module.ok()) counts.failed++;
    }
    counts.failed += unhandled.length;
    const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
    // After the default reporter's summary, which is written in the same turn.
    setImmediate(() => process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`));
  }
}
