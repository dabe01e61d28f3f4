/** A row of charon-messages.tsv. */
export interface CharonFormat {
  readonly level: string;
  readonly group: string;
  readonly file: string;
  readonly format: string;
  /** Arguments that are themselves fixed texts: `3=""|"s"; 5="in"|"out"`. */
  readonly literalArgs: string;
  /** First and last release that has it; `until` is '' when it is still there. */
  readonly since: string;
  readonly until: string;
}

/** Reads the table. */
export function readFormats(table: string): CharonFormat[];
/** True when a release from `oldest` on (`5.6.0`) has it. */
export function isPrintedSince(row: CharonFormat, oldest: string): boolean;
/** The texts that a format prints with plausible arguments, one for each combination of its fixed arguments. */
export function textsOf(row: CharonFormat): readonly string[];
