/**
 * Room 2, envelopes: what an envelope says of a line.
 */
export const VERDICTS = {
  /** The line does not wear this envelope. */
  misfit: 0,
  /** It does, and somebody else than charon wrote it. */
  other: 1,
  /** charon's wrapping that cannot be read. */
  broken: 2,
  /** A part of an entry that is not complete yet, or the end of one that is not charon's. */
  part: 3,
  /** A message of charon: the record is filled. */
  charon: 4,
  /**
   * "last message repeated n times": `record.count` says how often the message before was repeated, `record.at` when.
   */
  repeated: 5,
  /** As `other`, and it tells of no messages that were lost: nobody need look at it again. */
  foreign: 6,
} as const;
export type Verdict = (typeof VERDICTS)[keyof typeof VERDICTS];
