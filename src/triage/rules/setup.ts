/**
 * Set-up faults: what the daemon says of itself while it starts and loads (cause catalogue 2.6). They belong to no IKE_SA.
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import type { CauseId, Fix, Verdict } from '../finding.ts';
import { evidence, proven } from '../rule.ts';

function fault(
  event: IkeEvent,
  cause: CauseId,
  summary: string,
  fix: string,
  where: Fix['where'] = 'local',
  severity: Verdict['severity'] = 'error',
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

/** A verdict on an event that no IKE_SA owns, or null for all that is no fault. */
export function judgeDaemonEvent(event: IkeEvent): Verdict | null {
  switch (event.type) {
    case 'daemon.already-running':
      return fault(
        event,
        'daemon-already-running',
        'charon did not start because another one runs, or left its pid file behind.',
        'Stop the other daemon (charon and charon-systemd exclude each other), or remove the stale pid file',
      );
    case 'daemon.crashed':
      return fault(
        event,
        'daemon-crashed',
        `charon crashed${event.fields.signal === undefined ? '' : ` with signal ${event.fields.signal}`}.`,
        'Update strongSwan; look at the plugins in the backtrace',
      );
    case 'daemon.failed':
      return fault(
        event,
        'permission-denied',
        'charon gave up while starting; the lines before say why.',
        'Read the lines before: a capability, a file or a plugin is missing',
      );
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
      return null;
  }
}
