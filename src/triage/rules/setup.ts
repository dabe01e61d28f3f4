/**
 * Set-up faults: what the daemon says of itself while it starts and loads (cause catalogue 2.6). They belong to no IKE_SA.
 */
import type { EventType, IkeEvent } from '../../negotiation/index.ts';
import type { CauseId, Fix, Severity, Verdict } from '../finding.ts';
import { type DaemonCase, evidence, likely, possible, proven } from '../rule.ts';
import { startedAfterCrash, stopped } from './daemon-life.ts';

function fault(
  event: IkeEvent,
  cause: CauseId,
  summary: string,
  fix: string,
  where: Fix['where'] = 'local',
  severity: Severity = 'error',
): Verdict {
  return {
    severity,
    symptom: 'aborted-locally',
    causes: [proven(cause, 'the daemon says so itself')],
    summary,
    evidence: evidence(event),
    fix: [{ where, text: fix, config: [] }],
  };
}

/** `initialization failed` names no reason; what was said just before does. */
function failedToStart(event: IkeEvent, earlier: readonly IkeEvent[]): Verdict {
  const reason = [...REASONS.keys()]
    .map((type) => earlier.findLast((e) => e.type === type))
    .find((e) => e !== undefined);
  const cause = reason === undefined ? undefined : REASONS.get(reason.type);
  return {
    severity: 'error',
    symptom: 'aborted-locally',
    causes:
      cause === undefined || reason === undefined
        ? [
            possible('permission-denied', 'charon needs CAP_NET_ADMIN and must be able to read its files'),
            possible('plugin-missing', 'a plugin it cannot do without may be missing or broken'),
            possible('config-invalid', 'strongswan.conf may be faulty'),
          ]
        : [likely(cause, reason.text.trim())],
    summary: `charon gave up while starting${reason === undefined ? '; the lines before say why' : `: ${reason.text.trim()}`}.`,
    evidence: evidence(reason, event),
    fix: [
      {
        where: 'local',
        text:
          cause === 'permission-denied'
            ? 'Start it as root, or with CAP_NET_ADMIN (container: --cap-add NET_ADMIN), and mind AppArmor or SELinux'
            : cause === 'config-invalid'
              ? 'Correct the value'
              : 'Install what is missing (plugin or kernel module), then start again',
        config: [],
      },
    ],
    wouldSettle: reason === undefined ? "the daemon's lines before this one, at level 1 or 2" : null,
  };
}

/** Best first: what cannot be done for want of a permission shows as a missing plugin next. */
const REASONS = new Map<IkeEvent['type'], CauseId>([
  ['daemon.permission.denied', 'permission-denied'],
  ['config.invalid', 'config-invalid'],
  ['kernel.unsupported', 'kernel-module-missing'],
  ['daemon.plugin.missing', 'plugin-missing'],
]);

/** What a daemon says while it lives that no IKE_SA owns. */
function surroundings(event: IkeEvent): Verdict | null {
  switch (event.type) {
    case 'daemon.permission.denied':
      return fault(
        event,
        'permission-denied',
        `charon may not do what it has to: ${event.text.trim()}.`,
        'Run it as root or with CAP_NET_ADMIN (container: --cap-add NET_ADMIN), let it read its files, and mind AppArmor or SELinux',
        'local',
        'warning',
      );
    case 'daemon.plugin.missing':
      // Many installations name plugins that they do not have, and need none of them.
      if (/no plugin file available/.test(event.text)) return null;
      return fault(
        event,
        'plugin-missing',
        `A plugin of charon is not there: ${event.text.trim()}.`,
        'If it is needed, install the package that holds it (Debian: libcharon-extra-plugins, libstrongswan-extra-plugins); else do not load it',
        'local',
        'info',
      );
    case 'kernel.unsupported':
      // After a crash the rule is still there; nothing is missing.
      if (/routing table rule/.test(event.text)) return null;
      return fault(
        event,
        'kernel-module-missing',
        `The kernel cannot do what charon asks of it: ${event.text.trim()}.`,
        'Load the module (modprobe tun, esp4, xfrm_user ...), on the host in case of a container, or choose what this kernel has',
        'local',
        'warning',
      );
    case 'packet.unsendable':
      return fault(
        event,
        'network-unreachable',
        `This host could not send a packet: ${event.fields.error}.`,
        'Bring the interface up, or give it a route to the peer; mind local firewall rules for outgoing packets',
        'local',
        'warning',
      );
    default:
      return null;
  }
}

/** How long the lines of one crash may take, in milliseconds. */
const CRASH_MS = 10_000;

/** The events that may be a fault, a stop or a crash by themselves. A start is one for what went before it. */
export const DAEMON_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'daemon.already-running',
  'daemon.crashed',
  'daemon.failed',
  'daemon.stopping',
  'daemon.permission.denied',
  'daemon.plugin.missing',
  'config.missing',
  'config.invalid',
  'kernel.unsupported',
  'packet.refused',
  'packet.unsendable',
]);

/** A verdict on an event that no IKE_SA owns, or null for all that is no fault. */
export function judgeDaemonEvent(of: DaemonCase): Verdict | null {
  const { event } = of;
  switch (event.type) {
    case 'daemon.already-running':
      return fault(
        event,
        'daemon-already-running',
        'charon did not start because another one runs, or left its pid file behind.',
        'Stop the other daemon (charon and charon-systemd exclude each other), or remove the stale pid file',
      );
    case 'daemon.crashed':
      // One crash is said by several lines.
      if (of.around.outside(of.daemon).some((e) => e.type === 'daemon.crashed' && !(event.at - e.at > CRASH_MS)))
        return null;
      return fault(
        event,
        'daemon-crashed',
        `charon crashed${event.fields.signal === undefined ? '' : ` with signal ${event.fields.signal}`}.`,
        'Update strongSwan; look at the plugins in the backtrace',
      );
    case 'daemon.failed':
      return failedToStart(event, of.around.outside(of.daemon));
    case 'config.missing':
      return fault(
        event,
        'config-not-loaded',
        `There is no configuration named ${event.fields.name}.`,
        'Load it (swanctl --load-all, ipsec update) and mind what was said while loading',
      );
    case 'config.invalid':
      return fault(
        event,
        'config-invalid',
        `A configured value cannot be used: ${event.text.trim()}.`,
        'Correct the value and load the configuration again',
        'local',
        'warning',
      );
    case 'packet.refused':
      return {
        ...fault(
          event,
          'half-open-limit',
          `Requests of ${event.fields.from ?? 'new peers'} are ignored: ${event.text.trim()}.`,
          'Raise the limits in strongswan.conf, or find out who floods',
          'local',
          'warning',
        ),
        fix: [
          {
            where: 'local',
            text: 'Raise the limits, or find out who floods',
            config: ['# strongswan.conf', 'charon.block_threshold = 5', 'charon.init_limit_half_open = 0'],
          },
        ],
      };
    default:
      return stopped(of) ?? startedAfterCrash(of) ?? surroundings(event);
  }
}
