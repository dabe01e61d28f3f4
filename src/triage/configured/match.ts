/**
 * Room 6: which connection of the configuration file an IKE_SA of the log is. Answers only where it is sure: by name, else by the addresses and
 * identities that one connection alone fits.
 */
import { isIP } from 'node:net';
import {
  type Block,
  type Configuration,
  type ConfiguredConnection,
  type Ends,
  keyOf,
} from '../../configuration/index.ts';
import type { ChildSa, IkeSa } from '../../negotiation/index.ts';
import { relate } from '../selectors.ts';

export interface Match {
  readonly connection: ConfiguredConnection;
  readonly ends: Ends;
  /** False for the likeliest one, good enough to point at, and not to conclude from. */
  readonly isSure: boolean;
}

/** The parts of a list: `192.0.2.1, 192.0.2.2`. */
const listOf = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The setting of a term, by either format's key; undefined where it is not set. */
export function configuredValue(
  configuration: Configuration,
  { connection, ends }: Pick<Match, 'connection' | 'ends'>,
  term: string,
): string | undefined {
  const key = keyOf(term, configuration.format, ends);
  if (key === null) return undefined;
  if (key.part === 'local' || key.part === 'remote') {
    const blocks = key.part === 'local' ? connection.locals : connection.remotes;
    // With several rounds of authentication it is not known which one is meant.
    return blocks.length === 1 ? (blocks[0]!.get(key.key)?.value ?? undefined) : undefined;
  }
  return connection.get(key.key)?.value ?? undefined;
}

/** `yes`: the address is one of them; `no`: all of them are addresses, and it is none; `maybe`: names, `%any`, or nothing is set. */
export function hasAddress(configured: string | undefined, host: string | null): 'yes' | 'no' | 'maybe' {
  const all = listOf(configured);
  if (host === null || all.length === 0) return 'maybe';
  const relations = all.map((one) => {
    const isPlain = isIP(one) !== 0 || /^[\da-f.:]+\/\d+$/i.test(one);
    if (!isPlain) return 'maybe';
    const relation = relate(one, host);
    return relation === 'equal' || relation === 'contains' ? 'yes' : relation === 'unknown' ? 'maybe' : 'no';
  });
  if (relations.includes('yes')) return 'yes';
  return relations.includes('maybe') ? 'maybe' : 'no';
}

/** Which end `left` is, from the addresses: charon takes the end that has an address of its own. */
function endsOf(configuration: Configuration, connection: ConfiguredConnection, sa: IkeSa): Ends {
  if (configuration.format === 'swanctl.conf') return 'left-is-local';
  const [left, right] = [connection.get('left')?.value ?? undefined, connection.get('right')?.value ?? undefined];
  const isRightLocal = hasAddress(right, sa.local.host) === 'yes' && hasAddress(left, sa.local.host) !== 'yes';
  return isRightLocal && isIP(right ?? '') !== 0 ? 'left-is-remote' : 'left-is-local';
}

/** The version that a connection allows; null for both. */
export function versionOf(configured: string | undefined): 1 | 2 | null {
  if (configured === '1' || configured === 'ikev1') return 1;
  return configured === '2' || configured === 'ikev2' ? 2 : null;
}

/** Identities that compare as text: no type prefix, no wildcard, no DN; `@` in front of a name only says that it is one. */
export function plainId(id: string | null | undefined): string | null {
  if (id === null || id === undefined || id === '') return null;
  const bare = id.startsWith('@') && !id.startsWith('@#') && !id.startsWith('@@') ? id.slice(1) : id;
  return /^[\w.@-]+$/.test(bare) || isIP(bare) !== 0 ? bare.toLowerCase() : null;
}

/** What must fit. Failures are often about the last of them, so they are given up in turn when nothing fits. */
const DEMANDS = [
  { id: true, version: true },
  { id: false, version: true },
  { id: false, version: false },
] as const;
type Demand = (typeof DEMANDS)[number];

/** Does what the log says of an IKE_SA fit the connection? Null: it does not. */
function howItFits(
  configuration: Configuration,
  connection: ConfiguredConnection,
  sa: IkeSa,
  demand: Demand,
): 'exact' | 'open' | null {
  const match = { connection, ends: endsOf(configuration, connection, sa) };
  const value = (term: string) => configuredValue(configuration, match, term);
  const version = versionOf(value('version'));
  if (demand.version && version !== null && sa.version !== null && version !== sa.version) return null;
  if (hasAddress(value('local_addrs'), sa.local.host) === 'no') return null;
  const [expected, sent] = [plainId(value('remote.id')), plainId(sa.remote.id)];
  if (demand.id && expected !== null && sent !== null && expected !== sent) return null;
  const remote = hasAddress(value('remote_addrs'), sa.remote.host);
  return remote === 'no' ? null : remote === 'yes' ? 'exact' : 'open';
}

/** The connection that alone fits the demand best; `isSole`: no other fits at all. */
function soleFit(configuration: Configuration, sa: IkeSa, demand: Demand) {
  const all = configuration.connections
    .filter(({ isLoaded }) => isLoaded)
    .map((connection) => ({ connection, how: howItFits(configuration, connection, sa, demand) }))
    .filter(({ how }) => how !== null);
  const exact = all.filter(({ how }) => how === 'exact');
  const best = exact.length > 0 ? exact : all;
  return { count: best.length, connection: best[0]?.connection ?? null, isSole: all.length === 1 };
}

/** Is the file the other end's? Its own address is the peer's, then. */
function isMirrored(configuration: Configuration, match: Match, sa: IkeSa): boolean {
  const local = configuredValue(configuration, match, 'local_addrs');
  return hasAddress(local, sa.local.host) === 'no';
}

function matchByName(configuration: Configuration, sa: IkeSa, name: string): Match | null {
  const connection = configuration.byName.get(name);
  if (connection === undefined) return null;
  const match: Match = { connection, ends: endsOf(configuration, connection, sa), isSure: true };
  return isMirrored(configuration, match, sa) ? null : match;
}

/** The connection of an IKE_SA; null where none stands out. */
export function matchOf(configuration: Configuration, sa: IkeSa): Match | null {
  if (sa.name !== null) return matchByName(configuration, sa, sa.name);
  for (const demand of DEMANDS) {
    const { count, connection, isSole } = soleFit(configuration, sa, demand);
    if (count > 1) return null;
    if (connection !== null)
      return { connection, ends: endsOf(configuration, connection, sa), isSure: isSole && demand === DEMANDS[0] };
  }
  // With one connection only, its addresses are what is wrong.
  const [only, ...others] = configuration.connections.filter(({ isLoaded }) => isLoaded);
  if (only === undefined || others.length > 0) return null;
  const match: Match = { connection: only, ends: endsOf(configuration, only, sa), isSure: false };
  const isOtherEnd = hasAddress(configuredValue(configuration, match, 'local_addrs'), sa.remote.host) === 'yes';
  return isOtherEnd ? null : match;
}

/** The section of a CHILD_SA: by its name, else the only one there is. conns of ipsec.conf share an IKE_SA, each with a CHILD_SA of its own name. */
export function childOf(configuration: Configuration, match: Match, childSa: ChildSa | string | null): Block | null {
  const name = typeof childSa === 'string' ? childSa : (childSa?.name ?? null);
  if (configuration.format === 'ipsec.conf' && name !== null) return configuration.byName.get(name) ?? null;
  const blocks = match.connection.children;
  if (name !== null) return blocks.find((block) => block.name === name) ?? null;
  return blocks.length === 1 ? blocks[0]! : null;
}
