/**
 * Room 7: what is emphasised, and how a terminal shows it. Meaning enters, escape sequences leave; whether colours are wanted at all is
 * decided elsewhere (NO_COLOR, terminal) and handed in.
 */
import { styleText } from 'node:util';
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
  return !isOn || formats === null || text === '' ? text : styleText([...formats], text, { validateStream: false });
}
