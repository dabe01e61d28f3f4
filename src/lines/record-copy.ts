/**
 * Room 2: records that outlive their line.
 */
import type { Source } from '../intake/index.ts';
import type { Record, Speaker } from './record.ts';

/** An empty record. */
export function createRecord(source: Source, speaker: Speaker): Record {
  return {
    source,
    line: 0,
    offset: 0,
    at: Number.NaN,
    zone: Number.NaN,
    speaker,
    thread: -1,
    group: -1,
    level: -1,
    uniqueId: -1,
    name: null,
    messageId: -1,
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    count: 1,
  };
}

/** Copies everything, the text's bytes too, into `to` and answers it. */
export function copyRecord(from: Record, to: Record): Record {
  const text = Buffer.from(from.bytes.subarray(from.start, from.end));
  return Object.assign(to, from, { bytes: text, start: 0, end: text.length });
}
