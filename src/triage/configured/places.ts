/**
 * Room 6: where in the configuration file of this side the changes of a verdict go. A verdict enters, after its rule has spoken; the same verdict with
 * places leaves. No rule knows of files.
 */
import {
  type Block,
  type Configuration,
  type ConfiguredSecret,
  type Key,
  keyOf,
  keyOfLine,
  type Place,
} from '../../configuration/index.ts';
import type { ChildSa, IkeEvent, IkeSa } from '../../negotiation/index.ts';
import type { Difference, Fix, FixLine, FixPlace, Verdict } from '../finding.ts';
import { childOf, configuredValue, type Match, matchOf, plainId } from './match.ts';

const toAdd = (place: Place): FixPlace => ({ file: place.file, line: place.line, isThere: false, now: null });

/** The place of a key in a block: of the setting, or of the block that lacks it. */
function placeIn(block: Block, key: string): FixPlace {
  const setting = block.get(key);
  if (setting === null) return toAdd(block.place);
  return { file: setting.place.file, line: setting.place.line, isThere: true, now: setting.value };
}

/** Whom a secret must be for: the identities and addresses of the log, and where it does not tell, those of the file. */
function owners(configuration: Configuration, match: Match, sa: IkeSa): string[] {
  const value = (term: string) => configuredValue(configuration, match, term);
  const ids = [sa.local.id ?? value('local.id'), sa.remote.id ?? value('remote.id'), sa.local.host, sa.remote.host];
  return ids.map(plainId).filter((id) => id !== null);
}

/** The shared secret that charon would choose, as far as plain identities tell; null when there is none or it is not sure. */
function secretOf(secrets: readonly ConfiguredSecret[], wanted: readonly string[]): ConfiguredSecret | null {
  const rated = secrets.map((secret) => {
    const ids = secret.ids.map(plainId);
    return { secret, ids: ids.length, hits: ids.filter((id) => id !== null && wanted.includes(id)).length };
  });
  // Every identity that is hit counts; a secret for everybody counts last (libstrongswan/credentials/sets/mem_cred.c).
  const hit = rated.filter(({ hits }) => hits > 0).sort((a, b) => b.hits - a.hits);
  if (hit.length > 0) return hit.length > 1 && hit[0]!.hits === hit[1]!.hits ? null : hit[0]!.secret;
  const open = rated.filter(({ ids }) => ids === 0);
  return open.length === 1 ? open[0]!.secret : null;
}

function placeOf(
  configuration: Configuration,
  match: Match,
  key: Key,
  sa: IkeSa,
  child: ChildSa | null,
): FixPlace | null {
  const { connection } = match;
  switch (key.part) {
    case 'secrets': {
      const ofKind = configuration.secrets.filter(({ kind }) => kind === key.key);
      // An EAP secret is for an EAP identity, which need not be in the log.
      const only = key.key === 'EAP' && ofKind.length === 1 ? ofKind[0]! : null;
      const secret = only ?? secretOf(ofKind, owners(configuration, match, sa));
      if (secret !== null) return { ...toAdd(secret.place), isThere: true };
      const section = configuration.sections.get('secrets');
      return section === undefined ? null : toAdd(section.place);
    }
    case 'pools':
    case 'setup': {
      const section = configuration.sections.get(key.part);
      if (section === undefined) return null;
      return key.key === '' ? { ...toAdd(section.place), isThere: true } : placeIn(section, key.key);
    }
    case 'child': {
      const block = childOf(configuration, match, child);
      return block === null ? toAdd(connection.place) : placeIn(block, key.key);
    }
    case 'local':
    case 'remote': {
      const blocks = key.part === 'local' ? connection.locals : connection.remotes;
      const block = blocks.find((one) => one.get(key.key) !== null) ?? blocks[0];
      return block === undefined ? toAdd(connection.place) : placeIn(block, key.key);
    }
    case 'connection': {
      // What a CHILD_SA is told stands, in ipsec.conf, in the conn of its name.
      const own = configuration.format === 'ipsec.conf' && child !== null ? childOf(configuration, match, child) : null;
      return placeIn(own ?? connection, key.key);
    }
    default:
      return key.part satisfies never;
  }
}

/** The line as the file takes it: with left and right exchanged where left is the peer. */
function asWritten(line: string, match: Match): string {
  if (match.ends === 'left-is-local') return line;
  return line.replace(/^(left|right)/, (end) => (end === 'left' ? 'right' : 'left'));
}

/** Keys whose values charon quotes when it cannot use them. */
const QUOTED = ['proposals', 'esp_proposals', 'ah_proposals', 'ike', 'esp', 'ah'];

/** The line of the file that a message about the configuration names: the connection, or the setting with the value. */
function named(configuration: Configuration, event: IkeEvent): FixLine | null {
  const blocks = configuration.connections.flatMap((one) => [one, ...one.children]);
  if (event.type === 'config.missing') {
    const block = blocks.find(({ name }) => name === event.fields.name);
    if (block === undefined) return null;
    const config = configuration.format === 'ipsec.conf' ? `conn ${block.name}` : `${block.name} {`;
    return { config, place: { ...toAdd(block.place), isThere: true } };
  }
  const value = event.type === 'config.invalid' ? event.fields.value : undefined;
  if (value === undefined || value === '') return null;
  for (const block of blocks) {
    for (const key of QUOTED) {
      const setting = block.get(key);
      const words = setting?.value?.split(/[\s,-]+/) ?? [];
      const isIt = setting?.value?.split(/\s*,\s*/).includes(value) === true || words.includes(value);
      if (isIt) return { config: `${key} = ...`, place: placeIn(block, key) };
    }
  }
  return null;
}

/** `proposals = aes256`, `local { id = moon }`, `ike=aes256`: is that what the file has? */
function isSetAlready({ config, place }: FixLine): boolean {
  if (place === null || place.now === null) return false;
  const wanted = /^(?:(?:local|remote) \{ )?[\w-]+ ?= ?(.*?)(?: \})?$/.exec(config)?.[1];
  return wanted === place.now;
}

/** charon does not print the selectors or identities that it has when it refuses others: the file tells them. */
function withConfigured(
  configuration: Configuration,
  match: Match,
  { difference, childSa }: Verdict,
): Difference | null {
  if (difference == null || difference.kind === 'proposal' || difference.configured.length > 0)
    return difference ?? null;
  if (difference.kind === 'identity') {
    const id = configuredValue(configuration, match, 'remote.id');
    return id === undefined ? difference : { ...difference, configured: [id] };
  }
  const block = match.isSure ? childOf(configuration, match, childSa ?? null) : null;
  const [local, remote] = ['local_ts', 'remote_ts'].map((term) => {
    const key = keyOf(term, configuration.format, match.ends);
    return key === null || block === null ? undefined : block.get(key.key)?.value;
  });
  if (local == null || remote == null) return difference;
  return { ...difference, configured: [`${local} === ${remote}`] };
}

/** Adds places to the changes for this side. */
export function createPlaces(configuration: Configuration): (verdict: Verdict, sa: IkeSa | null) => Verdict {
  function placed(fix: Fix, match: Match, sa: IkeSa, child: ChildSa | null): Fix {
    const isOld = configuration.format === 'ipsec.conf';
    const given = isOld ? (fix.ipsecConf ?? []) : fix.config;
    const lines = given.map((line): FixLine => {
      const key = keyOfLine(line, configuration.format, match.ends, child !== null);
      const place = key === null ? null : placeOf(configuration, match, key, sa, child);
      return { config: isOld ? asWritten(line, match) : line, place };
    });
    if (lines.every(({ place }) => place === null)) return fix;
    // What is set as it should be need not be changed; where all of it is, the fix is about something else than its lines.
    const wanting = lines.filter((line) => !isSetAlready(line));
    const isDone = wanting.every(({ place }) => place === null);
    return { ...fix, inFile: { format: configuration.format, lines: isDone ? lines : wanting } };
  }

  /** Set-up faults belong to no IKE_SA, but their lines name a value or a connection. */
  function placedByName(verdict: Verdict): Verdict {
    const line = verdict.evidence.map((event) => named(configuration, event)).find((found) => found !== null);
    if (line === undefined || line === null) return verdict;
    const inFile = { format: configuration.format, lines: [line] };
    return { ...verdict, fix: verdict.fix.map((one) => (one.where === 'local' ? { ...one, inFile } : one)) };
  }

  return (verdict, sa) => {
    if (sa === null) return verdict.fix.some(({ inFile }) => inFile !== undefined) ? verdict : placedByName(verdict);
    if (!verdict.fix.some(({ where }) => where === 'local')) return verdict;
    const match = matchOf(configuration, sa);
    if (match === null) return verdict;
    const fix = verdict.fix.map((one) =>
      one.where === 'local' && one.inFile === undefined ? placed(one, match, sa, verdict.childSa ?? null) : one,
    );
    return { ...verdict, fix, difference: withConfigured(configuration, match, verdict) };
  };
}
