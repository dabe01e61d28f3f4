/**
 * What happens again and again: one identity in several places, tunnels that come up and go down (cause catalogue 2.5). Once is an event; a fault is
 * what repeats within minutes.
 */
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { Departure } from '../departures.ts';
import type { Fix, Verdict } from '../finding.ts';
import { evidence, likely, possible, type Rule } from '../rule.ts';

/** So often within so many milliseconds is not chance. */
const OFTEN = 3;
const WINDOW_MS = 600_000;
/** A tunnel that lived for less was hardly up. */
const SHORT_MS = 300_000;

function recent(of: Case, fits: (d: Departure) => boolean): Departure[] {
  return of.around.departures(of.sa).filter((d) => fits(d) && !(of.trigger.at - d.event.at > WINDOW_MS));
}

const uniqueFix: readonly Fix[] = [
  {
    where: 'peer',
    text: 'Give each device an identity (and certificate or secret) of its own',
    config: ['local { id = <one for each device> }'],
    ipsecConf: ['leftid=<one for each device>'],
  },
  {
    where: 'local',
    text: 'or let one identity have many tunnels',
    config: ['unique = never'],
    ipsecConf: ['uniqueids=never'],
  },
];

/** Duplicates of one identity, again and again. From several addresses: several devices. From one: it starts anew, or both ends reauthenticate. */
export const identityShared: Rule = {
  name: 'identity-shared',
  judge(of) {
    const { trigger, sa } = of;
    if (trigger.type !== 'ike.duplicate') return null;
    const duplicates = recent(of, (d) => d.how === 'duplicate');
    const { id } = trigger.fields;
    if (duplicates.length < OFTEN) return startedAnew(of, id);
    const hosts = [...new Set(duplicates.map((d) => d.host).filter((h) => h !== null))];
    const isShared = hosts.length > 1;
    return {
      severity: isShared ? 'error' : 'warning',
      symptom: 'tunnel-flapping',
      causes: isShared
        ? [likely('identity-shared', `${id} comes by turns from ${hosts.join(' and ')}, and each time ends the other`)]
        : [
            possible(
              'identity-shared',
              `several devices behind ${hosts[0] ?? 'one address'} may call themselves ${id}`,
            ),
            possible('reauth-gap', 'or both ends reauthenticate, each with a tunnel of its own'),
            possible('stale-sa', `or ${id} starts anew each time`),
          ],
      summary: isShared
        ? `${id} connects by turns from ${hosts.join(' and ')}, and with unique identities each arrival throws the other out: ${duplicates.length} times within ${spanOf(duplicates)}.`
        : `${id} connects anew from ${hosts[0] ?? peerOf(sa)} though it is connected: ${duplicates.length} times within ${spanOf(duplicates)} the older IKE_SA was removed.`,
      evidence: evidence(...duplicates.map((d) => d.event)),
      fix: uniqueFix,
      wouldSettle: isShared
        ? null
        : `the log of ${hosts[0] ?? 'the peer'}: how many devices are there, and do they restart?`,
    };
  },
};

/** INITIAL_CONTACT: the peer knows of no other IKE_SA, so the one that stood here was left over (RFC 7296 section 2.4). */
function startedAnew(of: Case, id: string): Verdict | null {
  if (of.trigger.type !== 'ike.duplicate' || !/INITIAL_CONTACT/.test(of.trigger.fields.reason ?? '')) return null;
  return {
    severity: 'info',
    symptom: 'tunnel-lost',
    causes: [
      likely('stale-sa', `${id} says that it knows of no other IKE_SA: it restarted or lost this one`),
      possible('identity-shared', 'or another device uses the same identity'),
    ],
    summary: `${id} connected anew and knows nothing of the IKE_SA ${of.sa.name ?? ''} from before; that one was removed.`,
    evidence: evidence(of.trigger),
    fix: [{ where: 'peer', text: 'Nothing is to be done, unless it happens often', config: [] }],
    wouldSettle: `the log of ${peerOf(of.sa)}: did its daemon start at this time?`,
  };
}

/** A tunnel that came up and went down several times within minutes. */
export const flapping: Rule = {
  name: 'tunnel-flapping',
  judge(of) {
    if (!of.sa.everEstablished || of.trigger.type === 'ike.duplicate') return null;
    const isDelete = of.trigger.type === 'ike.delete.received';
    if (of.sa.outcome !== (isDelete ? 'deleted' : 'lost')) return null;
    const short = recent(of, (d) => d.how !== 'duplicate' && d.upFor < SHORT_MS);
    if (short.length < OFTEN) return null;
    const silent = short.filter((d) => d.how === 'silence').length;
    const isSilent = silent * 2 > short.length;
    return {
      severity: isSilent ? 'error' : 'warning',
      symptom: 'tunnel-flapping',
      causes: isSilent
        ? [
            likely('dpd-timeout', `${silent} times the peer fell silent within minutes of coming up`),
            possible('nat-mapping-changed', 'a NAT mapping or a firewall state that lives too shortly does this'),
          ]
        : [
            likely('peer-deleted', 'each time the peer deleted it'),
            possible('rekey-collision', 'or both ends begin, and each removes what the other made'),
          ],
      summary: `${connectionOf(of.sa)} comes up and goes down again: ${short.length} times within ${spanOf(short)}, ${isSilent ? 'each time the peer fell silent' : 'each time the peer deleted it'}.`,
      evidence: evidence(...short.map((d) => d.event)),
      fix: [
        {
          where: isSilent ? 'network' : 'peer',
          text: isSilent ? 'Check what on the path forgets UDP 4500' : 'Read its log: why does it delete the tunnel?',
          config: [],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at these times`,
    };
  },
};

function spanOf(list: readonly Departure[]): string {
  const seconds = Math.round((list.at(-1)!.event.at - list[0]!.event.at) / 1000);
  if (Number.isNaN(seconds)) return 'this log';
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
