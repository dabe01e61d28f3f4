/**
 * Room 0: which key of which section a term of a fix is, in either format. Terms are swanctl.conf's: `proposals`, `local { id }`, `secrets`.
 * Sources: swanctl/swanctl.opt, starter/args.c and keywords.txt.
 */
import type { ConfigurationFormat } from './configuration.ts';

/** Where a key belongs: the connection itself, one of its ends, its CHILD_SA's section, or a section beside the connections. */
export type Part = 'connection' | 'local' | 'remote' | 'child' | 'secrets' | 'pools' | 'setup';

export interface Key {
  readonly part: Part;
  /** The file's own key; '' where the section itself is meant; of `secrets` the kind. */
  readonly key: string;
}

/**
 * What is `left` in ipsec.conf: the local end, or the remote one when the host finds the address of `right` to be its own
 * (libcharon/plugins/stroke/stroke_config.c: swap_ends).
 */
export type Ends = 'left-is-local' | 'left-is-remote';

/** Term, part in swanctl.conf, and the key in ipsec.conf, left being local; null where ipsec.conf cannot say it. The key in swanctl.conf is the term's last word. */
const TERMS = [
  ['version', 'connection', 'keyexchange'],
  ['local_addrs', 'connection', 'left'],
  ['remote_addrs', 'connection', 'right'],
  ['proposals', 'connection', 'ike'],
  ['vips', 'connection', 'leftsourceip'],
  ['pools', 'connection', 'rightsourceip'],
  ['aggressive', 'connection', 'aggressive'],
  ['fragmentation', 'connection', 'fragmentation'],
  ['mobike', 'connection', 'mobike'],
  ['encap', 'connection', 'forceencaps'],
  ['childless', 'connection', null],
  ['dpd_delay', 'connection', 'dpddelay'],
  ['send_cert', 'connection', 'leftsendcert'],
  ['ppk_required', 'connection', null],
  ['ppk_id', 'connection', null],
  ['unique', 'connection', 'uniqueids'],
  ['keyingtries', 'connection', 'keyingtries'],
  ['reauth_time', 'connection', 'reauth'],
  ['over_time', 'connection', null],
  ['local.auth', 'local', 'leftauth'],
  ['local.id', 'local', 'leftid'],
  ['local.certs', 'local', 'leftcert'],
  ['local.eap_id', 'local', 'eap_identity'],
  ['remote.auth', 'remote', 'rightauth'],
  ['remote.id', 'remote', 'rightid'],
  ['remote.certs', 'remote', 'rightcert'],
  ['remote.cacerts', 'remote', 'rightca'],
  ['cacerts', 'remote', 'rightca'],
  ['remote.revocation', 'remote', null],
  ['esp_proposals', 'child', 'esp'],
  ['ah_proposals', 'child', 'ah'],
  ['local_ts', 'child', 'leftsubnet'],
  ['remote_ts', 'child', 'rightsubnet'],
  ['mode', 'child', 'type'],
  ['rekey_time', 'connection', 'ikelifetime'],
  ['child.rekey_time', 'child', 'lifetime'],
  ['rand_time', 'connection', 'rekeyfuzz'],
  ['child.rand_time', 'child', 'rekeyfuzz'],
  ['life_time', 'child', 'lifetime'],
  ['inactivity', 'child', 'inactivity'],
  ['dpd_action', 'child', 'dpdaction'],
  ['start_action', 'child', 'auto'],
  ['close_action', 'child', 'closeaction'],
  ['pools.*', 'pools', ''],
] as const satisfies readonly (readonly [string, Part, string | null])[];

export type Term = (typeof TERMS)[number][0];

const BY_TERM = new Map<string, (typeof TERMS)[number]>(TERMS.map((row) => [row[0], row]));

/** Keys of ipsec.conf that belong to no connection. */
const SETUP_KEYS = new Set(['uniqueids', 'strictcrlpolicy', 'cachecrls', 'charondebug']);

function swapped(key: string): string {
  if (key.startsWith('left')) return `right${key.slice(4)}`;
  return key.startsWith('right') ? `left${key.slice(5)}` : key;
}

/** The key of a term; null where the format cannot say it or the term is not known. */
export function keyOf(term: string, format: ConfigurationFormat, ends: Ends): Key | null {
  const row = BY_TERM.get(term);
  if (row === undefined) return null;
  const [name, part, old] = row;
  if (part === 'pools') return format === 'ipsec.conf' ? null : { part, key: '' };
  if (format === 'swanctl.conf') return { part, key: name.slice(name.indexOf('.') + 1) };
  return old === null ? null : ipsecKey(old, ends);
}

function ipsecKey(key: string, ends: Ends): Key {
  if (SETUP_KEYS.has(key)) return { part: 'setup', key };
  return { part: 'connection', key: ends === 'left-is-local' ? key : swapped(key) };
}

/** The kind of secret that a line of a fix adds. */
function kindOf(line: string): string {
  if (/\{ (eap|xauth)|: (EAP|XAUTH)\b/.test(line)) return 'EAP';
  if (/\{ ppk/.test(line)) return 'PPK';
  return /\{ ntlm|: NTLM\b/.test(line) ? 'NTLM' : 'PSK';
}

/** `local { id = moon }` is about local.id, `secrets {` about secrets; null for comments and for lines that continue the one before. */
function termOf(line: string): string | null {
  const nested = /^(local|remote|child) \{ ([\w-]+) =/.exec(line);
  if (nested !== null) return `${nested[1]}.${nested[2]}`;
  if (/^secrets \{/.test(line)) return 'secrets';
  if (/^pools \{/.test(line)) return 'pools.*';
  return /^([\w-]+) =/.exec(line)?.[1] ?? null;
}

/**
 * The key that a line of a fix sets, in the format of the line; null for comments and for lines that continue the one before. Lines for ipsec.conf
 * have left for the local end. What a connection and its CHILD_SA both have, belongs to the CHILD_SA when the fix `isAboutChild`.
 */
export function keyOfLine(line: string, format: ConfigurationFormat, ends: Ends, isAboutChild: boolean): Key | null {
  if (format === 'ipsec.conf') return keyOfIpsecLine(line, ends);
  const term = termOf(line);
  if (term === null) return null;
  if (term === 'secrets') return { part: 'secrets', key: kindOf(line) };
  return (isAboutChild ? keyOf(`child.${term}`, format, ends) : null) ?? keyOf(term, format, ends);
}

/** `leftid=moon`, or `moon sun : PSK "..."` for ipsec.secrets. */
function keyOfIpsecLine(line: string, ends: Ends): Key | null {
  if (/(^|\s): (PSK|EAP|XAUTH|NTLM)\b/.test(line)) return { part: 'secrets', key: kindOf(line) };
  const key = /^([\w-]+)=/.exec(line)?.[1];
  return key === undefined ? null : ipsecKey(key, ends);
}
