/**
 * Room 0: whom the secrets of ipsec.secrets are for, and where they stand. Of each line only what is left of ` : ` is looked at and the word that names
 * the kind; what follows, the secret, is not (libcharon/plugins/stroke/stroke_cred.c: load_secrets).
 */
import { complain, type Place, type Reading, readIncluded, type SourceText } from './setting.ts';

/** A shared secret's selectors. `ids` is empty where it is for everybody. */
export interface ConfiguredSecret {
  /** `PSK`, `EAP` (XAuth, too, as in charon), `NTLM` or `PPK`. */
  readonly kind: string;
  readonly ids: readonly string[];
  readonly place: Place;
}

const SHARED = /^(PSK|EAP|XAUTH|NTLM)(?=[\s"]|$)/;

/** Identities of a line, quoted ones being one each. */
function identities(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

/** Where the selectors end: at ` : `, or at a colon that the line begins with. -1 for a line without. */
function selectorsEnd(line: string): number {
  if (/^:\s/.test(line)) return 0;
  const found = /\s:\s/.exec(line);
  return found === null ? -1 : found.index + 1;
}

export function parseIpsecSecrets(source: SourceText, reading: Reading): ConfiguredSecret[] {
  const secrets: ConfiguredSecret[] = [];
  parseText(source, []);
  return secrets;

  function parseText(text: SourceText, open: readonly string[]): void {
    reading.files.push(text.name);
    text.text.split('\n').forEach((raw, index) => {
      const line = raw.trimStart();
      const place: Place = { file: text.name, line: index + 1, column: raw.length - line.length + 1 };
      if (line.trim() === '' || line.startsWith('#')) return;
      const pattern = /^include\s+(\S+)/.exec(line)?.[1];
      if (pattern !== undefined) {
        readIncluded(reading, pattern, place, [...open, text.name], parseText);
        return;
      }
      const end = selectorsEnd(line);
      if (end < 0) {
        complain(reading, place, 'a line without " : "; strongSwan reads no secret from here on');
        return;
      }
      const kind = SHARED.exec(line.slice(end + 1).trimStart())?.[1];
      if (kind !== undefined)
        secrets.push({ kind: kind === 'XAUTH' ? 'EAP' : kind, ids: identities(line.slice(0, end)), place });
    });
  }
}
