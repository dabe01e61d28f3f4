import { expect, test } from 'vitest';
import { walkLines } from '../fixtures/corridor.ts';

test('a job of which no line waits any more is not looked at for what it may have claimed', () => {
  const { report } = walkLines(
    'sending packet: from 192.0.2.1 to 198.51.100.1[4] (0 bytes)',
    '05[NET] sending packet: from 192.0.2.1 to 198.51.100.1[4] (2 bytes)',
    '09[ENC] generating T request 0 [',
    '09[NET] received packet: from 198.51.100.1[4] to 192.0.2.1[0] (8 bytes)',
    '09[ENC] parsed R r 2 [',
  );
  expect(report.inputs[0]!.charonLines).toBe(5);
});
