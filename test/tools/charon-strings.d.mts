import type { CharonFormat } from './charon-formats.mjs';

/** One format and what became of it. */
export interface Judged {
  readonly row: CharonFormat;
  /**
   * `right`: all its texts are recognised. `other`: by a pattern that does not list its MESSAGE_ID though another does. `left`: some text is not recognised. `bare`: the
   * same, but the format has no word of its own, so that no pattern could tell it from others.
   */
  readonly verdict: 'right' | 'other' | 'left' | 'bare';
  /** The text that was not recognised, or the name of the other pattern. */
  readonly detail: string;
}

/**
 * Judges the formats of these levels, each group and format once. `ids` gives the MESSAGE_ID of a format, `recognise` the name of the pattern that a text of a group is
 * recognised by, or null.
 */
export function judgeFormats(
  table: string,
  ids: ReadonlyMap<string, string>,
  patterns: readonly { readonly name: string; readonly ids: string }[],
  recognise: (group: string, text: string) => string | null,
  levels: readonly string[],
): Judged[];
/** The library or program that prints it. */
export function component(row: CharonFormat): string;
/** MESSAGE_ID by format, from charon-message-ids.tsv. */
export function readIds(table: string): Map<string, string>;
/** Share of the judged formats that are recognised, by the right pattern as far as MESSAGE_IDs tell. */
export function shareOf(judged: readonly Judged[]): number;
/** The report as text. */
export function reportOf(title: string, judged: readonly Judged[]): string;
