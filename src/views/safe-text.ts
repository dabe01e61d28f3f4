/**
 * Room 7: the only place where text that stems from a log becomes fit for a terminal, or for bytes that one may be shown.
 * Raw text enters; SafeText leaves, a type that the layout alone accepts, so that a forgotten call does not compile.
 */

declare const safe: unique symbol;
/** Text without anything that moves a cursor, changes a colour, turns round the writing direction or hides. */
export type SafeText = string & { readonly [safe]: true };

/**
 * What must not reach a terminal as it is: C0, DEL and C1 (Cc), bidi controls, zero-width and other formats (Cf), lone surrogates
 * (Cs), line and paragraph separators (Zl, Zp), and every other character that is shown as nothing (Default_Ignorable_Code_Point).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const ANY_UNSAFE = new RegExp(UNSAFE.source, 'u');

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function visible(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** The text with every unsafe character as a visible escape: `\x1b`, `\u202e`, `\u{e0041}`, `\n`. */
export function safeText(text: string): SafeText {
  return (ANY_UNSAFE.test(text) ? text.replace(UNSAFE, visible) : text) as SafeText;
}

function jsonEscape(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return escaped;
}

/**
 * A value as JSON. A parser reads back exactly the strings that went in; the bytes have no unsafe character, since JSON may write any of
 * them as an escape. NaN and the infinities become null.
 */
export function safeJson(value: unknown): string {
  return safeJsonText(JSON.stringify(value));
}

/** The same for a value that is JSON text on one line already. */
export function safeJsonText(json: string): string {
  // Outside of its strings such JSON is ASCII without controls, so what is found here is inside a string.
  return ANY_UNSAFE.test(json) ? json.replace(UNSAFE, jsonEscape) : json;
}
