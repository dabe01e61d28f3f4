/**
 * Room 6: the settings that the log shows in use, beside those of the file. An event enters that tells some of them; what contradicts the file leaves.
 */
import type { Configuration } from '../../configuration/index.ts';
import type { EventOf, IkeEvent, IkeSa } from '../../negotiation/index.ts';
import { methodOf, strangeAlgorithms, strangeNets } from './compare.ts';
import { childOf, configuredValue, hasAddress, type Match, plainId, versionOf } from './match.ts';

/** One thing that differs: the term of the fix, what the log shows and what the file says. */
export interface Contradiction {
  /** A line of a fix for the term in both formats, with the file's value. */
  readonly line: string;
  readonly ipsecLine: string;
  readonly inLog: string;
  readonly inFile: string;
}

/** What the first message shows: where it goes, and by which version. */
function inBeginning(
  configuration: Configuration,
  match: Match,
  sa: IkeSa,
  event: EventOf<'ike.initiating'>,
): Contradiction[] {
  const found: Contradiction[] = [];
  const remote = configuredValue(configuration, match, 'remote_addrs');
  if (remote !== undefined && hasAddress(remote, event.fields.peer) === 'no' && sa.attempt <= 1)
    found.push({
      line: `remote_addrs = ${remote}`,
      ipsecLine: `right=${remote}`,
      inLog: `it calls ${event.fields.peer}`,
      inFile: remote,
    });
  const version = versionOf(configuredValue(configuration, match, 'version'));
  if (version !== null && sa.version !== null && version !== sa.version)
    found.push({
      line: `version = ${version}`,
      ipsecLine: `keyexchange=ikev${version}`,
      inLog: `it begins with IKEv${sa.version}`,
      inFile: `IKEv${version}`,
    });
  return found;
}

/** One identity, in use and in the file; `other` is the file's identity of the opposite end. */
function identity(
  what: 'local' | 'remote',
  used: string,
  configured: string | undefined,
  other: string | undefined,
): Contradiction[] {
  const [own, expected] = [plainId(used), plainId(configured)];
  if (own === null || expected === null || own === expected || own === plainId(other) || expected.startsWith('%'))
    return [];
  const whose = what === 'local' ? 'its own identity' : 'the identity of the peer';
  return [
    {
      line: `${what} { id = ${configured} }`,
      ipsecLine: `${what === 'local' ? 'left' : 'right'}id=${configured}`,
      inLog: `${whose} is ${used}`,
      inFile: `${configured}`,
    },
  ];
}

/** What an IKE_SA shows that came up. */
function inIkeSa(
  configuration: Configuration,
  match: Match,
  sa: IkeSa,
  event: EventOf<'ike.established'>,
): Contradiction[] {
  const value = (term: string) => configuredValue(configuration, match, term);
  const { localId, remoteId } = event.fields;
  const [local, remote] = [value('local.id'), value('remote.id')];
  const isOtherEnd = plainId(local) !== null && plainId(local) === plainId(remoteId);
  if (isOtherEnd) return [];
  const found = [...identity('local', localId, local, remote), ...identity('remote', remoteId, remote, local)];
  const proposals = value('proposals');
  const isStrict = configuration.format === 'swanctl.conf';
  // A responder may have chosen by the proposals of another connection with the same addresses.
  const isOwn = sa.role === 'initiator' || configuration.connections.length === 1;
  const strange = sa.proposal === null || !isOwn ? [] : strangeAlgorithms(proposals, sa.proposal, isStrict);
  if (strange.length > 0)
    found.push({
      line: `proposals = ${proposals}`,
      ipsecLine: `ike=${proposals}`,
      inLog: `it uses ${strange.join(', ')}`,
      inFile: `${proposals}`,
    });
  const method = value('local.auth');
  const expected = methodOf(method);
  // EAP ends with an authentication of its own, whatever stands in the file. An IKEv1 log does not say the method.
  const isOther = expected !== null && sa.authLocal !== null && sa.authLocal !== 'eap' && sa.authLocal !== expected;
  if (isOther && expected !== 'eap' && sa.version === 2)
    found.push({
      line: `local { auth = ${method} }`,
      ipsecLine: `leftauth=${method}`,
      inLog: `it authenticates by ${sa.authLocal}`,
      inFile: `${method}`,
    });
  return found;
}

/** Selectors of a CHILD_SA that came up. In transport mode they are the hosts' own addresses. */
function inChild(configuration: Configuration, match: Match, event: EventOf<'child.established'>): Contradiction[] {
  const block = childOf(configuration, match, event.fields.child);
  if (block === null) return [];
  const isOld = configuration.format === 'ipsec.conf';
  const mode = block.get(isOld ? 'type' : 'mode')?.value ?? 'tunnel';
  if (mode !== 'tunnel') return [];
  const [here, there] = match.ends === 'left-is-local' ? ['leftsubnet', 'rightsubnet'] : ['rightsubnet', 'leftsubnet'];
  const local = block.get(isOld ? here! : 'local_ts')?.value ?? undefined;
  const remote = block.get(isOld ? there! : 'remote_ts')?.value ?? undefined;
  const { tsLocal, tsRemote } = event.fields;
  const [strangeHere, strangeThere] = [strangeNets(local, tsLocal), strangeNets(remote, tsRemote)];
  const isOtherEnd =
    local !== undefined &&
    remote !== undefined &&
    strangeNets(local, tsRemote).length === 0 &&
    strangeNets(remote, tsLocal).length === 0;
  if (isOtherEnd) return [];
  const found: Contradiction[] = [];
  if (strangeHere.length > 0)
    found.push({
      line: `local_ts = ${local}`,
      ipsecLine: `leftsubnet=${local}`,
      inLog: `the network here is ${strangeHere.join(', ')}`,
      inFile: `${local}`,
    });
  if (strangeThere.length > 0)
    found.push({
      line: `remote_ts = ${remote}`,
      ipsecLine: `rightsubnet=${remote}`,
      inLog: `the network there is ${strangeThere.join(', ')}`,
      inFile: `${remote}`,
    });
  return found;
}

/** The list that charon prints as its own when it refuses. Only when no other connection of the file can be meant. */
function inRefusal(
  configuration: Configuration,
  match: Match,
  event: EventOf<'proposals.configured'>,
): Contradiction[] {
  const isIke = event.fields.proposals.startsWith('IKE:');
  const block = isIke ? match.connection : childOf(configuration, match, null);
  const isOld = configuration.format === 'ipsec.conf';
  const key = isIke ? (isOld ? 'ike' : 'proposals') : isOld ? 'esp' : 'esp_proposals';
  const value = block?.get(key)?.value ?? undefined;
  const strange = strangeAlgorithms(value, event.fields.proposals, !isOld);
  if (strange.length === 0) return [];
  return [
    {
      line: `${isIke ? 'proposals' : 'esp_proposals'} = ${value}`,
      ipsecLine: `${isIke ? 'ike' : 'esp'}=${value}`,
      inLog: `its configured proposals have ${strange.join(', ')}`,
      inFile: `${value}`,
    },
  ];
}

/** What an event shows that the file contradicts; empty for nearly every event. */
export function inUse(configuration: Configuration, match: Match, sa: IkeSa, event: IkeEvent): Contradiction[] {
  switch (event.type) {
    case 'ike.initiating':
      return inBeginning(configuration, match, sa, event);
    case 'ike.established':
      return inIkeSa(configuration, match, sa, event);
    case 'child.established':
      return inChild(configuration, match, event);
    case 'proposals.configured':
      return inRefusal(configuration, match, event);
    default:
      return [];
  }
}
