/**
 * Starts, stops and crashes of the daemon, and what they did to its IKE_SAs (cause catalogue 2.5).
 */
import type { Daemon } from '../../negotiation/index.ts';
import type { Verdict } from '../finding.ts';
import { type DaemonCase, evidence, likely, possible, proven } from '../rule.ts';

const many = (n: number) => (n === 1 ? 'one IKE_SA' : `${n} IKE_SAs`);

function upNow(daemon: Daemon): number {
  let up = 0;
  for (const sa of daemon.live) if (sa.outcome === 'established') up++;
  return up;
}

/** Those that were up to the end of that life. */
function lostWith(daemon: Daemon): number {
  let lost = 0;
  for (const sa of daemon.live) if (sa.outcome === 'lost' && Object.is(sa.endedAt, daemon.endedAt)) lost++;
  return lost;
}

/** The daemon is told to stop while tunnels are up: it closes them. Good to know, as it explains why they went. */
export function stopped({ event, daemon, around }: DaemonCase): Verdict | null {
  if (event.type !== 'daemon.stopping') return null;
  if (around.outside(daemon).some((e) => e.type === 'daemon.stopping')) return null;
  const up = upNow(daemon);
  if (up === 0) return null;
  return {
    severity: 'info',
    symptom: 'tunnel-lost',
    causes: [proven('daemon-restarted', event.text.trim())],
    summary: `charon was stopped${event.fields.signal === undefined ? '' : ` (${event.fields.signal})`} while ${many(up)} ${up === 1 ? 'was' : 'were'} up; ${up === 1 ? 'it was' : 'they were'} closed with it.`,
    evidence: evidence(event),
    fix: [
      {
        where: 'local',
        text: 'To load a changed configuration no restart is needed: swanctl --load-all (ipsec reload)',
        config: [],
      },
    ],
  };
}

/** A start, and no word of a stop before, with tunnels up: the life before ended all at once. */
export function startedAfterCrash(of: DaemonCase): Verdict | null {
  return of.before?.endedBy === 'restart' ? crashed(of, of.before, lostWith(of.before)) : null;
}

/** The same of a new process, once it is known that the old one never spoke again. */
export function startedAnew(of: DaemonCase): Verdict | null {
  const { before, event } = of;
  if (before === null || before.endedBy === 'shutdown' || before.lastAt > event.at) return null;
  return crashed(of, before, before.endedBy === 'restart' ? lostWith(before) : upNow(before));
}

function crashed({ event, around }: DaemonCase, before: Daemon, lost: number): Verdict | null {
  // A crash that was seen is told already.
  if (lost === 0 || around.outside(before).some((e) => e.type === 'daemon.crashed')) return null;
  return {
    severity: 'warning',
    symptom: 'tunnel-lost',
    causes: [
      likely('daemon-crashed', 'it started anew without a word of a shutdown before'),
      possible('daemon-restarted', 'or the host was reset, or the lines of its shutdown are missing from this log'),
    ],
    summary: `charon started anew though the life before never said that it stops: ${many(lost)} ${lost === 1 ? 'was' : 'were'} lost, and the peers were not told.`,
    evidence: evidence(event),
    fix: [
      {
        where: 'local',
        text: 'See what the system says of the end of that process (journalctl, dmesg, coredumpctl); update strongSwan',
        config: [],
      },
      {
        where: 'peer',
        text: 'Let the peers notice and come back',
        config: ['dpd_delay = 30s', 'dpd_action = restart'],
        ipsecConf: ['dpddelay=30s', 'dpdaction=restart'],
      },
    ],
    wouldSettle: 'journalctl -u strongswan or dmesg at this time: "status=11/SEGV", "segfault", "Killed", or a reboot',
  };
}
