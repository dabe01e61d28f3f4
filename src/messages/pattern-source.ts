/**
 * Room 3: a pattern as its author wrote it. `load.ts` makes these from pattern files, `laws.ts` judges them, `match.ts` compiles them.
 */
import type { HoleType } from './message.ts';

/** One piece of a wording: literal text, or a hole `[name, type]`. Two holes never stand next to each other. */
export type Segment = string | readonly [name: string, type: HoleType];

/**
 * One way in which charon words a message, packed into one string: a set of thousands is then read in milliseconds, and unpacked where it is used.
 * Literal text and holes (`name:type`) take turns, separated by NUL, beginning with literal text, which may be empty. Literal text of the ends carries no blanks:
 * texts are trimmed before matching.
 */
export type Wording = string;

/** A wording has at most this many holes. */
export const MOST_HOLES = 32;
/** A wording has at most this many characters of literal text. */
export const LONGEST_LITERAL = 2000;

/** Packs segments into a wording. */
export function packWording(segments: readonly Segment[]): Wording {
  let packed = '';
  for (const segment of segments) packed += typeof segment === 'string' ? segment : `\0${segment[0]}:${segment[1]}\0`;
  return packed;
}

/** The segments of a wording, empty literals left out. */
export function segmentsOf(wording: Wording): Segment[] {
  return wording.split('\0').flatMap((part, index): Segment[] => {
    if (index % 2 === 0) return part === '' ? [] : [part];
    const colon = part.indexOf(':');
    return [[part.slice(0, colon), part.slice(colon + 1) as HoleType]];
  });
}

/** Names of the holes of a wording, in their order. */
export function holeNamesOf(wording: Wording): string[] {
  return segmentsOf(wording).flatMap((segment) => (typeof segment === 'string' ? [] : [segment[0]]));
}

/** What matching needs of a pattern, and nothing more: this is what the built artefact holds. */
export interface PatternWords {
  readonly name: string;
  /** Groups that print it, as indices in GROUPS. */
  readonly groups: readonly number[];
  /** Lowest and highest level at which it is printed. */
  readonly levels: readonly [number, number];
  readonly means: string | null;
  /** Low 32 bits of the journald MESSAGE_IDs of its formats, 8 hexadecimal digits each, with a blank between: taken apart when a log has such ids. */
  readonly ids: string;
  /** Names of patterns that win where this one matches too. */
  readonly yields: readonly string[];
  readonly says: readonly Wording[];
  /** True for patterns that the user added: they win over the shipped ones. */
  readonly isAdded?: boolean;
}

/** A line charon really prints, and what its holes must then hold. */
export interface Sample {
  readonly line: number;
  readonly text: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A text that the pattern must not match. */
export interface Refusal {
  readonly line: number;
  readonly text: string;
}

/** A pattern with everything that its file says about it. */
export interface PatternSource extends PatternWords {
  readonly file: string;
  /** Line of `pattern NAME`; lines count from 1. */
  readonly line: number;
  /** Lines of the `says`, in their order. */
  readonly saysLines: readonly number[];
  /** One sentence for people; '' when it is missing. */
  readonly tells: string;
  readonly source: string | null;
  readonly samples: readonly Sample[];
  readonly refusals: readonly Refusal[];
}

/** What is wrong with a pattern file, and where. */
export interface Complaint {
  readonly file: string;
  readonly line: number;
  /** Counts from 1; 0 when the whole line is meant. */
  readonly column: number;
  readonly text: string;
  /** Further lines to print below it, such as a sample with carets. */
  readonly details: readonly string[];
}

/** Complaints as people read them: `FILE:LINE:COLUMN: text`, in the order of files and lines. */
export function formatComplaints(complaints: readonly Complaint[]): string {
  const sorted = [...complaints].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
  );
  return sorted.map(formatComplaint).join('');
}

function formatComplaint(complaint: Complaint): string {
  const place = complaint.column > 0 ? `${complaint.line}:${complaint.column}` : `${complaint.line}`;
  return `${[`${complaint.file}:${place}: ${complaint.text}`, ...complaint.details.map((detail) => `    ${detail}`)].join('\n')}\n`;
}
