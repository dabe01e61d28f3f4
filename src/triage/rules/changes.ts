/**
 * Changes that a tunnel survives, or goes through by intention: addresses that change, reauthentication, deletion by this side, collisions
 * (charon-log-facts 9 and 10; cause catalogue 2.5). Said, not alarmed.
 */
import type { EventOf, IkeEvent, IkeSa } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf, recentStart } from '../case.ts';
import type { Fix, Severity, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

const keepAlive: Fix = {
  where: 'local',
  text: 'If traffic stops at such moments: let keep-alives come more often than the NAT mapping lives',
  config: ['# strongswan.conf: charon.keep_alive = 20s'],
};

/** The peer's address or port as seen here changed: a NAT in between made a new mapping, or the peer moved. */
export const natMappingChanged: Rule = {
  name: 'nat-mapping-changed',
  judge(of) {
    const { trigger, sa } = of;
    const isMapping = trigger.type === 'nat.mapping.changed';
    const moved = trigger.type === 'endpoint.changed' && sa.everEstablished ? trigger : undefined;
    if (!isMapping && (moved === undefined || moved.fields.side?.startsWith('local') === true)) return null;
    return {
      severity: 'info',
      symptom: 'latent',
      causes: [
        moved === undefined
          ? proven('nat-mapping-changed', 'charon compared the addresses the packets came with')
          : likely('nat-mapping-changed', `its packets came from ${moved.fields.from}, now from ${moved.fields.to}`),
        ...(moved === undefined ? [] : [possible('address-changed', `or ${peerOf(sa)} itself moved (MOBIKE)`)]),
      ],
      summary:
        moved === undefined
          ? `The NAT between this host and ${peerOf(sa)} made a new mapping; the tunnel ${sa.name ?? ''} is told so and goes on.`
          : `The peer of ${sa.name ?? 'the tunnel'} is now at ${moved.fields.to}, it was at ${moved.fields.from}: the tunnel goes on.`,
      evidence: evidence(trigger),
      fix: [keepAlive],
    };
  },
};

/** An address of this host went, outside of any IKE_SA, shortly before. */
const LINK_MS = 60_000;

function linkEvents(of: Case, at: number): IkeEvent[] {
  return of.around
    .outside(of.sa.daemon)
    .filter((e) => (e.type === 'interface.lost' || e.type === 'interface.found') && !(Math.abs(at - e.at) > LINK_MS))
    .slice(-3);
}

/** A tunnel that has nowhere to go. It may find a way again, so that it is an error only when it did not. */
function withoutPath(of: Case, event: IkeEvent, severity: Severity): Verdict {
  const { sa } = of;
  const links = linkEvents(of, event.at);
  const lost = links.findLast((e) => e.type === 'interface.lost');
  return {
    severity,
    symptom: 'tunnel-lost',
    causes: [
      likely('address-changed', lost === undefined ? event.text.trim() : lost.text.trim()),
      possible('network-unreachable', 'or the route went, not the address'),
    ],
    summary: `${connectionOf(sa)} has no path any more: ${lost === undefined ? '' : `${lost.text.trim()}, and `}no other address here has a route to the peer.`,
    evidence: evidence(...links, of.last('mobike.updating'), event),
    fix: [
      {
        where: 'local',
        text: `Give this host an address with a route to ${peerOf(sa)} (DHCP, interface, ip route get ${peerOf(sa)}); the tunnel moves by itself then`,
        config: [],
      },
    ],
    wouldSettle: 'ip route get to the peer, and the log of the network manager at this time',
  };
}

/** The log ended, and the tunnel had no path to the last: nothing was heard of the peer after. */
export const pathLost: Rule = {
  name: 'path-lost',
  needs: ['mobike.no-route'],
  judge(of) {
    const at = of.events.findLastIndex((e) => e.type === 'mobike.no-route');
    const event = of.events[at];
    if (event === undefined) return null;
    const goesOn = of.events.slice(at).some((e) => e.type === 'message.parsed' || e.type === 'endpoint.changed');
    return goesOn ? null : withoutPath(of, event, 'error');
  },
};

/** This host's address changed: MOBIKE moves the tunnel, or it is built anew. */
export const addressChanged: Rule = {
  name: 'address-changed',
  judge(of) {
    const { trigger, sa } = of;
    if (trigger.type === 'mobike.no-route') return withoutPath(of, trigger, 'warning');
    const moved =
      trigger.type === 'endpoint.changed' && sa.everEstablished && trigger.fields.side?.startsWith('local') === true
        ? trigger
        : undefined;
    const again = trigger.type === 'ike.reauthenticating' && / due to address change/.test(trigger.text);
    if (moved === undefined && !again) return null;
    const links = linkEvents(of, trigger.at);
    const lost = links.findLast((e) => e.type === 'interface.lost');
    const why = lost === undefined ? 'charon says so' : lost.text.trim();
    return {
      severity: 'info',
      symptom: 'latent',
      causes: [proven('address-changed', why)],
      summary:
        moved === undefined
          ? `The address of this host changed, and without MOBIKE ${sa.name ?? 'the connection'} is built again from the start.`
          : `The tunnel ${sa.name ?? ''} moved from ${moved.fields.from} to ${moved.fields.to} of this host, and goes on.`,
      evidence: evidence(...links, of.last('mobike.updating'), trigger),
      fix: [
        {
          where: 'local',
          text: again ? 'Let both ends use MOBIKE, which needs no new negotiation' : 'Nothing is to be done',
          config: again ? ['mobike = yes'] : [],
          ...(again ? { ipsecConf: ['mobike=yes'] } : {}),
        },
      ],
    };
  },
};

/** Reauthentication, break before make: how long there was no tunnel (milliseconds) until it is more than a blink. */
const GAP_MS = 5000;

export const reauthGap: Rule = {
  name: 'reauth-gap',
  judge(of) {
    const { trigger, sa } = of;
    if (trigger.type === 'ike.reestablishing') return asymmetric(of, trigger);
    if (trigger.type !== 'ike.established' || sa.continues?.how !== 'reauthentication') return null;
    const before = sa.continues.ikeSa;
    const gap = trigger.at - before.endedAt;
    if (!(gap > 0)) return null;
    const isLong = gap > GAP_MS;
    return {
      severity: isLong ? 'warning' : 'info',
      symptom: 'latent',
      causes: [proven('reauth-gap', 'the old IKE_SA was deleted before the new one came up')],
      summary: `${sa.name ?? 'The connection'} was reauthenticated by breaking it first: for ${gap < 1000 ? `${Math.round(gap)} ms` : `${Math.round(gap / 1000)} s`} there was no tunnel.`,
      evidence: evidence(
        before.events.findLast((e) => e.type === 'ike.reauthenticating'),
        before.events.findLast((e) => e.type === 'ike.deleted'),
        trigger,
      ),
      fix: [
        {
          where: 'local',
          text: 'Make before break, or rekey instead of reauthenticating',
          config: ['# strongswan.conf: charon.make_before_break = yes', 'reauth_time = 0', 'rekey_time = 4h'],
          ipsecConf: ['reauth=no'],
        },
      ],
    };
  },
};

function asymmetric(of: Case, trigger: EventOf<'ike.reestablishing'>) {
  if (trigger.fields.reason === undefined) return null;
  return {
    severity: 'warning' as const,
    symptom: 'tunnel-lost' as const,
    causes: [proven('reauth-gap', trigger.text.trim())],
    summary: `${connectionOf(of.sa)} was to be reauthenticated, but this side cannot build it again (${trigger.fields.reason}): it stays down until the peer does.`,
    evidence: evidence(of.last('ike.reauthenticating', 'ike.expiring'), trigger),
    fix: [
      {
        where: 'local' as const,
        text: 'Let the side that can initiate reauthenticate: no reauthentication here',
        config: ['reauth_time = 0', 'rekey_time = 4h'],
        ipsecConf: ['reauth=no'],
      },
    ],
  };
}

/** A command comes right before what it causes; milliseconds. */
const COMMAND_MS = 2000;

/** What happened to it since it came up, as far as it is looked back. */
function sinceUp(sa: IkeSa): readonly IkeEvent[] {
  const first = recentStart(sa);
  let from = sa.events.length;
  while (from > first && sa.events[from - 1]!.type !== 'ike.established') from--;
  return sa.events.slice(from);
}

/** This side closed the tunnel: by command, by an idle timer, by its configuration. Not when the daemon stops: that is said of the daemon. */
export const localDeleted: Rule = {
  name: 'local-deleted',
  judge(of) {
    const { trigger, sa } = of;
    if (!sa.everEstablished || sa.outcome !== 'deleted' || sa.daemon.endedBy === 'shutdown') return null;
    // The redundant IKE_SA of a rekey collision has no identities yet.
    if (trigger.type !== 'ike.deleting' || trigger.fields.localId === '%any' || !Object.is(trigger.at, sa.endedAt))
      return null;
    const since = sinceUp(sa);
    if (since.some((e) => e.type === 'ike.delete.received' || e.type === 'ike.closing')) return null;
    const isCommand = (e: IkeEvent) => e.type === 'command.terminate' && !(trigger.at - e.at > COMMAND_MS);
    const command = since.findLast(isCommand) ?? of.around.outside(sa.daemon).findLast(isCommand);
    const idle = since.findLast((e) => e.type === 'child.inactive');
    const expiring = since.findLast((e) => e.type === 'ike.expiring');
    const why = idle ?? command ?? expiring;
    return {
      severity: 'info',
      symptom: 'tunnel-lost',
      causes: [proven('local-deleted', why === undefined ? 'no DELETE of the peer went before' : why.text.trim())],
      summary: `This side closed ${sa.name ?? 'the tunnel'} to ${peerOf(sa)}${idle === undefined ? (command === undefined ? '' : ' because it was told to') : ' because nothing used it'}${why === undefined ? '' : `: ${why.text.trim()}`}.`,
      evidence: evidence(why, trigger),
      fix: [
        {
          where: 'local',
          text:
            idle === undefined
              ? 'If it was not wanted: see who gave the command or changed the configuration'
              : 'If it was not wanted: no idle timer',
          config: idle === undefined ? [] : ['inactivity = 0'],
          ...(idle === undefined ? {} : { ipsecConf: ['inactivity=0'] }),
        },
      ],
    };
  },
};
