// Configurations as tests write them: a text, perhaps files that it includes and an ipsec.secrets beside it.
import { type Configuration, readConfiguration } from '../../src/configuration/index.ts';

/** Reads a text as `FILE`; `others` are files by the pattern that includes them. */
export function read(text: string, others: { readonly [name: string]: string } = {}, secrets?: string): Configuration {
  const configuration = readConfiguration(
    { name: 'FILE', text },
    (pattern) => ({
      texts: Object.hasOwn(others, pattern) ? [{ name: pattern, text: others[pattern]! }] : [],
      problem: pattern === 'broken' ? 'broken may not be read by this user' : null,
    }),
    secrets === undefined ? null : { name: 'SECRETS', text: secrets },
  );
  if (configuration === null) throw new Error('neither format');
  return configuration;
}

/** `FILE:3:5 sentence` for every problem. */
export const problemsOf = ({ problems }: Configuration): string[] =>
  problems.map(({ place, message }) => `${place.file}:${place.line}:${place.column} ${message}`);

/** `value @line` of a setting; null where it is not set. */
export function at(
  block: { get(key: string): { value: string | null; place: { line: number } } | null } | undefined,
  key: string,
) {
  const setting = block?.get(key) ?? null;
  return setting === null ? null : `${setting.value} @${setting.place.line}`;
}
