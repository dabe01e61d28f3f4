/** Room 2, lines: bytes become lines, lines become records. The door. */
export type { Assumed, InputCounts, LineOrder } from './counts.ts';
export type { DialectName } from './dialects.ts';
export { DIALECTS, isDialect } from './dialects.ts';
export { createTexts } from './intern.ts';
export type { Line } from './line.ts';
export type { Lines, LinesOptions } from './lines.ts';
export { createLines } from './lines.ts';
export type { Group, Record, Speaker } from './record.ts';
export { GROUPS, textOf } from './record.ts';
export type { Unwrapped } from './record-of.ts';
export { recordOf } from './record-of.ts';
export { viewOf } from './sight.ts';
export { offsetOf } from './zone.ts';
