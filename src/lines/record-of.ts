/**
 * Room 2: one line by itself, for people who ask what it means.
 */
import type { Source } from '../intake/index.ts';
import { createLines } from './lines.ts';
import { textOf } from './record.ts';

const NOWHERE: Source = { id: 0, name: '-', stream: '-', live: false };

/** A message without its envelope. `group` is an index in GROUPS, -1 when the envelope does not say. */
export interface Unwrapped {
  text: string;
  group: number;
}

/** The message of a log line in any dialect; null when it wears no envelope of charon's that is known. */
export function recordOf(line: string): Unwrapped | null {
  let found: Unwrapped | null = null;
  const lines = createLines({ now: () => 0 }, ({ bytes, start, end, group }) => {
    found ??= { text: textOf(bytes, start, end), group };
  });
  lines.feed({ kind: 'chunk', source: NOWHERE, bytes: Buffer.from(line), offset: 0 });
  lines.end();
  return found;
}
