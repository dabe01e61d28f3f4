/** Room 3, messages: a record becomes what charon said. The door. */

export type { CheckReport } from './check.ts';
export { checkPatterns } from './check.ts';
export type { Explanation } from './explain.ts';
export { explainLine } from './explain.ts';
export type { EventFieldTable } from './laws.ts';
export { checkLaws } from './laws.ts';
export type { LoadedPatterns } from './load.ts';
export { readPatterns } from './load.ts';
export type { MatchCounts, Matcher } from './match.ts';
export { createMatcher } from './match.ts';
export type { HoleType, Message, Pattern, Phrase } from './message.ts';
export { HOLE_TYPES } from './message.ts';
export type { Complaint, PatternSource, PatternWords } from './pattern-source.ts';
export { formatComplaints } from './pattern-source.ts';
export { loadDirectory, loadShipped, loadValid, mergePatterns } from './shipped.ts';
export type { UnmatchedShape } from './unmatched.ts';
