/** The program's version, from package.json two levels up: from src/commands as from dist/bundle (test/tools/build.mjs). */
import { readFileSync } from 'node:fs';

export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
