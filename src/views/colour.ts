/**
 * Room 7: what is emphasised, and how a terminal shows it. Meaning enters, escape sequences leave; whether colours are wanted at all is
 * decided elsewhere (NO_COLOR, terminal) and handed in.
 */
import util from 'node:util';
import type { SafeText } from './safe-text.ts';

/** Meanings, not colours: bold and dim carry most, so that nothing is lost on a monochrome terminal. */
const STYLES = {
  plain: null,
  name: ['bold'],
  faint: ['dim'],
  good: ['green'],
  bad: ['bold', 'red'],
  trouble: ['red'],
  warning: ['yellow'],
  cause: ['bold'],
  sent: ['cyan'],
  received: ['magenta'],
} as const;

export type Style = keyof typeof STYLES;

/** `text` with the escape sequences of `style`; as it is when colours are off. */
export function colour(style: Style, text: SafeText, isOn: boolean): string {
  const formats = STYLES[style];
  // Node 20 has styleText from 20.12 on; before it, a terminal is left without colours.
  if (!isOn || formats === null || text === '' || typeof util.styleText !== 'function') return text;
  return util.styleText([...formats], text, { validateStream: false });
}
