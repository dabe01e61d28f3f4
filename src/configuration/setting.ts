/**
 * Room 0, the atoms: settings as the files of strongSwan hold them, each with its place. Nothing here knows what a setting means.
 */

/** Where something stands. Lines and columns count from 1; a column counts UTF-16 units. */
export interface Place {
  /** The path as it was opened. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Setting {
  readonly key: string;
  /** Null: written without a value, which undoes an inherited one; or a secret, which is never kept. */
  readonly value: string | null;
  readonly place: Place;
}

/** A section as written. Sections of one name in one place are one: later settings win (libstrongswan/settings/settings_types.c). */
export interface Section {
  readonly name: string;
  /** Where it was opened first. */
  readonly place: Place;
  readonly settings: Map<string, Setting>;
  readonly sections: Map<string, Section>;
  /** Names of sections to inherit from, in order: `name : other.section` or, in ipsec.conf, `also=`. */
  readonly references: string[];
}

/** What the file says that cannot be right, or could not be read. */
export interface Problem {
  readonly place: Place;
  /** A sentence without a full stop. */
  readonly message: string;
  /** strongSwan refuses a file for it; else something was only not read here. */
  readonly isMistake: boolean;
}

export interface SourceText {
  /** The path as opened. */
  readonly name: string;
  readonly text: string;
}

/** What an `include` names, in order; what could not be read is said in `problem`. No match is no problem, as in strongSwan. */
export interface Included {
  readonly texts: readonly SourceText[];
  readonly problem: string | null;
}

/** Reads what a pattern names; a relative one counts from the directory of the file `from`. */
export type Include = (pattern: string, from: string) => Included;

/** What parsing leaves behind, beside the tree. */
export interface Reading {
  readonly include: Include;
  readonly problems: Problem[];
  /** Every file that was read, in order. */
  readonly files: string[];
}

/** How deep files may include files; a file that includes itself ends here at the latest. */
export const MAX_DEPTH = 10;
/** Problems remembered: a file that is none of strongSwan's has one a line. */
export const MAX_PROBLEMS = 100;

export function createSection(name: string, place: Place): Section {
  return { name, place, settings: new Map(), sections: new Map(), references: [] };
}

export function complain(reading: Reading, place: Place, message: string, isMistake = true): void {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push({ place, message, isMistake });
}

/** Reads what an `include` names into the tree that is being built, by `read`. `open` holds the files that are open at this point. */
export function readIncluded(
  reading: Reading,
  pattern: string,
  place: Place,
  open: readonly string[],
  read: (source: SourceText, open: readonly string[]) => void,
): void {
  if (open.length >= MAX_DEPTH) {
    complain(reading, place, `files include files more than ${MAX_DEPTH} deep; what follows is not read`, false);
    return;
  }
  const { texts, problem } = reading.include(pattern, place.file);
  if (problem !== null) complain(reading, place, problem, false);
  for (const source of texts) {
    if (open.includes(source.name)) complain(reading, place, `${source.name} includes itself`, false);
    else read(source, open);
  }
}
