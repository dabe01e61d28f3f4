/**
 * Room 6: the most frequent causes that only the other end's log tells, in words for this end's reader, with the values of both ends: what is configured there is
 * known now. Causes without a row are told as seen from the peer.
 */
import type { CauseId, Finding, Fix, Verdict } from '../finding.ts';
import { proposalKeywords } from '../keywords.ts';
import { closestPair, describeMismatch, parseProposals } from '../proposals.ts';

type Told = Pick<Verdict, 'summary' | 'causes' | 'fix'>;
type Remedy = (local: Finding, peer: Finding) => Told | null;

const hostOf = (peer: Finding) => peer.ikeSa?.local.host ?? 'the peer';
const nameOf = (local: Finding) => local.ikeSa?.name ?? peerName(local);
const peerName = (local: Finding) => `the attempt with ${local.ikeSa?.remote.host ?? 'the peer'}`;

/** The causes as ranked there, with where they were found for a reason. */
const knownFrom = (peer: Finding, why: string): Verdict['causes'] =>
  peer.causes.map((c, i) => ({ ...c, reason: i === 0 ? why : `at ${hostOf(peer)}: ${c.reason}` }));

/** The peer printed what this side offers and what it takes. */
function proposals(what: 'IKE' | 'ESP', option: 'proposals' | 'esp_proposals'): Remedy {
  const old = option === 'proposals' ? 'ike' : 'esp';
  return (local, peer) => {
    const { difference } = peer;
    if (difference?.kind !== 'proposal') return null;
    const parse = (list: readonly string[]) => parseProposals(list.join(', '));
    const pair = closestPair(parse(difference.received), parse(difference.configured));
    if (pair === null) return null;
    const host = hostOf(peer);
    const [theirs, ours] = [proposalKeywords(pair.configured), proposalKeywords(pair.received)];
    const fix: Fix[] = [];
    if (theirs !== null)
      fix.push({
        where: 'local',
        text: `Offer here what ${host} accepts`,
        config: [`${option} = ${theirs}`],
        ipsecConf: [`${old}=${theirs}!`],
      });
    if (ours !== null)
      fix.push({
        where: 'peer',
        text: 'or let it accept what this side offers',
        config: [`${option} = ${ours}`],
        ipsecConf: [`${old}=${ours}!`],
      });
    if (fix.length === 0) return null;
    const said = describeMismatch(
      pair,
      (offered, configured) => `this side offers ${offered}, ${host} has ${configured} configured`,
    );
    return {
      summary: `${nameOf(local)} and ${host} have no ${what} proposal in common${said.length === 0 ? '' : `: ${said.join('; ')}`}.`,
      causes: knownFrom(peer, `the log of ${host} has both lists`),
      fix,
    };
  };
}

/** Identities of both ends, as the peer looked for their secret, else as far as either log has them. */
function identities({ ikeSa: a }: Finding, { ikeSa: b, evidence }: Finding): { own: string; other: string } {
  const looked = evidence.find((e) => e.type === 'auth.psk.mismatch' || e.type === 'auth.psk.missing');
  if (looked !== undefined) return { own: looked.fields.remote, other: looked.fields.local };
  return {
    own: a?.local.id ?? b?.remote.id ?? a?.local.host ?? '<this side>',
    other: b?.local.id ?? a?.remote.id ?? b?.local.host ?? '<peer>',
  };
}

const secret = (own: string, other: string) => ({
  config: ['secrets {', `  ike-1 { id-1 = ${own}`, `          id-2 = ${other}`, '          secret = "..." } }'],
  ipsecConf: [`${own} ${other} : PSK "..."`],
});

const pskMismatch: Remedy = (local, peer) => {
  const { own, other } = identities(local, peer);
  const host = hostOf(peer);
  const isTried = peer.evidence.some(({ type }) => type === 'auth.psk.mismatch');
  const how = isTried
    ? `${host} tried its own, and what this side proved itself with does not fit`
    : `what this side made with its own is rubbish to ${host}`;
  return {
    summary: `The pre-shared key for ${own} and ${other} is not the same on both ends: ${how}.`,
    causes: knownFrom(peer, `the log of ${host} says so`),
    fix: [
      {
        where: 'local',
        text: 'Enter the same secret on both ends; watch for quotes, trailing blanks and base64 (0s...), then swanctl --load-creds',
        ...secret(own, other),
      },
      { where: 'peer', text: 'the same secret, bound to the same two identities', config: [] },
    ],
  };
};

const pskMissing: Remedy = (local, peer) => {
  const { own, other } = identities(local, peer);
  const host = hostOf(peer);
  return {
    summary: `${host} has no pre-shared key for ${other} and ${own}; this side has one.`,
    causes: knownFrom(peer, `the log of ${host} says that it looked for one and found none`),
    fix: [
      {
        where: 'peer',
        text: `Add a secret for these identities on ${host} and load it: swanctl --load-creds (ipsec rereadsecrets)`,
        ...secret(other, own),
      },
    ],
  };
};

/** The configuration lines that the peer's own finding has for the peer. */
const linesFor = (peer: Finding) => {
  const own = peer.fix.find(({ where, config }) => where === 'local' && config.length > 0);
  return own === undefined
    ? null
    : { config: own.config, ...(own.ipsecConf === undefined ? {} : { ipsecConf: own.ipsecConf }) };
};

/** `A === B` as the peer prints it: its own network first. */
const tsMismatch: Remedy = (local, peer) => {
  const asked = peer.difference?.kind === 'traffic-selector' ? peer.difference.received[0] : undefined;
  const lines = linesFor(peer);
  const [theirs, ours] = asked?.split(' === ') ?? [];
  if (theirs === undefined || ours === undefined || lines === null) return null;
  const host = hostOf(peer);
  return {
    summary: `${host} has no CHILD_SA that covers what ${nameOf(local)} asks for: traffic between ${ours} at this end and ${theirs} at the other.`,
    causes: knownFrom(peer, `the log of ${host} says what it was asked for, and that nothing configured there fits`),
    fix: [
      { where: 'peer', text: `Let ${host} cover what this side asks for`, ...lines },
      {
        where: 'local',
        text: 'or ask for what is configured there, mirrored: local_ts here is its remote_ts',
        config: [],
      },
    ],
  };
};

const noIkeConfig: Remedy = (_local, peer) => {
  const looked = peer.evidence.find((e) => e.type === 'lookup.ike.none');
  const lines = linesFor(peer);
  if (looked === undefined || lines === null) return null;
  const host = hostOf(peer);
  const version = peer.ikeSa?.version == null ? '' : ` with IKEv${peer.ikeSa.version}`;
  return {
    summary: `${host} has no connection for its address ${looked.fields.local} and the peer ${looked.fields.remote}${version}: it refused before any proposal was compared.`,
    causes: knownFrom(peer, `the log of ${host} says that it looked for one and found none`),
    fix: [
      {
        where: 'peer',
        text: `Make local_addrs, remote_addrs and version of the connection on ${host} fit, and load it: swanctl --load-all`,
        ...lines,
      },
      { where: 'local', text: 'or start from the address, and with the IKE version, that it expects', config: [] },
    ],
  };
};

const REMEDIES: ReadonlyMap<CauseId, Remedy> = new Map<CauseId, Remedy>([
  ['ike-proposal-mismatch', proposals('IKE', 'proposals')],
  ['esp-proposal-mismatch', proposals('ESP', 'esp_proposals')],
  ['pfs-mismatch', proposals('ESP', 'esp_proposals')],
  ['psk-mismatch', pskMismatch],
  ['psk-missing', pskMissing],
  ['ts-mismatch', tsMismatch],
  ['no-ike-config', noIkeConfig],
]);

/** Null for what has no row, and for a finding without the values. */
export function remedyOf(local: Finding, peer: Finding): Told | null {
  return REMEDIES.get(peer.causes[0]!.cause)?.(local, peer) ?? null;
}
