/**
 * Room 7, views: what was found out becomes text: for people, for programs, for a page. The door.
 */
import { createJsonView } from './json.ts';
import { createNdjsonView } from './ndjson.ts';
import type { View, WriteOptions } from './report.ts';
import { createTextView } from './text.ts';

export type { InputReport, Report, Selection, View } from './report.ts';
export { safeJson, safeText } from './safe-text.ts';

/** Every output format: what it is for, and what makes it. A new one is a file and a row. */
const VIEWS = {
  text: { tells: 'for people: state, timeline and findings of each connection', create: createTextView },
  json: { tells: 'one JSON document with everything that was found', create: createJsonView },
  ndjson: { tells: 'a JSON object a line, each as soon as it is known', create: createNdjsonView },
} as const satisfies { readonly [id: string]: { readonly tells: string; create(options: WriteOptions): View } };

export type Format = keyof typeof VIEWS;

export interface ViewOptions extends WriteOptions {
  readonly format: Format;
}

/** The formats and, for the help, what each is for. */
export const FORMATS = Object.fromEntries(Object.entries(VIEWS).map(([id, { tells }]) => [id, tells])) as {
  readonly [F in Format]: string;
};

/** A view of the given format. Text leaves by `options.write`, in order. */
export function createView(options: ViewOptions): View {
  return VIEWS[options.format].create(options);
}
