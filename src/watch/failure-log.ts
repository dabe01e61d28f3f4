/**
 * Room 8: one line for each failure, for fail2ban: who failed, from where, why. Steps and findings enter as they happen; lines leave.
 *
 * An alert is told once, however often it happens, and is about a connection, which many peers may share: neither is what fail2ban counts. Here each
 * attempt is a line, with the address of that very attempt. Strangers who are refused at their first message and are many are no findings any more
 * (triage/strangers.ts), and make no lines: their address may be forged, as nobody had to answer from it (RFC 7296 section 2.6).
 */
import type { IkeSa, Step } from '../negotiation/index.ts';
import { connectionKey } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { addressOf, createLineMaker, short } from './alert-line.ts';
import { standardOutput, type WriteLine } from './sinks/standard-output.ts';

export interface FailureLogOptions {
  /** Takes whole lines. Standard output when left out. */
  readonly write?: WriteLine;
  /** Clock, milliseconds since 1970 UTC: for logs whose lines have no time. */
  readonly now?: () => number;
}

/** What Date can hold (ECMA-262 section 21.4.1.1). */
const LARGEST = 8.64e15;
const isTime = (at: number) => Math.abs(at) <= LARGEST;

export function createFailureLog(options: FailureLogOptions = {}) {
  const write = options.write ?? standardOutput();
  const now = options.now ?? Date.now;
  const make = createLineMaker();
  /** The IKE_SA of the step that triage is judging: a finding that comes again keeps the IKE_SA it was first about. */
  let speaking: IkeSa | null = null;
  let lost = 0;

  /** Whose failure it is: the finding's own IKE_SA, unless it is repeated by another one of the same connection. */
  function subjectOf(own: IkeSa): IkeSa {
    const isSame =
      speaking !== null && speaking.daemon === own.daemon && connectionKey(speaking) === connectionKey(own);
    return isSame ? speaking! : own;
  }

  return {
    /** Before triage has judged it. */
    step({ ikeSa }: Step): void {
      speaking = ikeSa;
    },
    finding(finding: Finding): void {
      if (finding.severity !== 'error' || finding.ikeSa === null) return;
      const sa = subjectOf(finding.ikeSa);
      const [best] = finding.causes;
      const at = isTime(finding.lastAt) ? finding.lastAt : now();
      const fields = {
        peer: addressOf(sa.remote.host),
        symptom: finding.symptom,
        cause: best!.cause,
        certainty: best!.certainty,
        role: sa.role,
        stage: sa.stage,
        schema: 'ike-trace/failure/1',
        connection: short(sa.name),
        identity: short(sa.remote.id),
        peerPort: sa.remote.port,
        local: addressOf(sa.local.host),
      };
      write(make('warn', new Date(at).toISOString(), fields, finding.summary)).catch(() => {
        lost++;
      });
    },
    /** Lines that could not be written. */
    lost: () => lost,
  };
}
