// The lab: verdicts as lines of a table for people.
import type { Verdict } from './judge.ts';

export interface Row extends Verdict {
  readonly scenario: string;
  readonly side: string;
}

const widths = { scenario: 34, side: 5 } as const;

/** `ok` rows take one line; a miss shows both in full, one below the other. */
export function rowText({ scenario, side, expected, got, ok }: Row): string {
  const head = `${ok ? 'ok  ' : 'MISS'}  ${scenario.padEnd(widths.scenario)} ${side.padEnd(widths.side)} `;
  return ok ? `${head}${expected}\n` : `${head}expected  ${expected}\n${' '.repeat(head.length)}got       ${got}\n`;
}
