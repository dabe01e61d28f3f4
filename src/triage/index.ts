/**
 * Room 6, triage: why it failed. Attributed events enter, findings leave, each the moment its certainty cannot change. The door.
 */
import { type Daemon, type EventType, type IkeEvent, type IkeSa, isLive, type Step } from '../negotiation/index.ts';
import { connectionKey } from '../sessions/index.ts';
import { attemptEvents, childEvents, createCase, type Surroundings } from './case.ts';
import type { Finding, RankedCause, Verdict } from './finding.ts';
import type { Rule } from './rule.ts';
import { OCCASIONS } from './rules.ts';

export { CAUSES, isCause } from './causes.ts';
export type { CauseId, Certainty, Difference, Finding, Fix, RankedCause, Severity, Symptom } from './finding.ts';
export { CAUSE_IDS, SEVERITIES, SYMPTOMS } from './finding.ts';

/** Distinct findings kept; a flood of strangers must not fill memory. Further ones are counted. */
const MAX_FINDINGS = 20_000;
/** Events without an IKE_SA that are remembered for each daemon. */
const MAX_OUTSIDE = 200;

/** Events of an exchange for a CHILD_SA: judged by exchange, not by attempt. */
const CHILD_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'child.failed',
  'child.rekey.failed',
  'child.create.failed',
  'proposals.child.unacceptable',
  'ts.no-child-config',
  'ts.selection.invalid',
  'kernel.policy.conflict',
]);

/** In an IKE_SA that is up, an error notify of IKEv1 is the answer to a Quick Mode. */
const isAboutChild = (event: IkeEvent, sa: IkeSa) =>
  CHILD_EVENTS.has(event.type) ||
  (event.type === 'notify.error.received' && sa.everEstablished) ||
  (event.type.startsWith('kernel.') && sa.version === 1);

/** How an attempt stands with the judge. */
interface Judged {
  /** Which beginning of the IKE_SA it is about. */
  readonly attempt: number;
  /** How often the rules were asked in vain. */
  tries: number;
  isExplained: boolean;
}

/** A bad end that no rule explains at once may be explained by the lines that follow; not by the hundredth. */
const MAX_TRIES = 8;

/** `ikeSas` are those of negotiation, as they come and go. */
export function createTriage(ikeSas: Iterable<IkeSa>, emit: (finding: Finding) => void) {
  const findings = new Map<string, Finding>();
  const judged = new WeakMap<IkeSa, Judged>();
  /** The first event of the last exchange for a CHILD_SA that was judged. */
  const childJudged = new WeakMap<IkeSa, IkeEvent>();
  const outside = new Map<Daemon, IkeEvent[]>();
  let dropped = 0;
  const around: Surroundings = { outside: (daemon) => outside.get(daemon) ?? [] };

  /** Repeats on the same connection are one finding, emitted again with a higher count. */
  /** Lines that may be another IKE_SA's prove nothing about this one. */
  function asFarAsCertain(verdict: Verdict, sa: IkeSa | null): Verdict {
    if (sa === null || sa.certain) return verdict;
    const causes = verdict.causes.map(
      (c): RankedCause =>
        c.certainty === 'proven'
          ? {
              ...c,
              certainty: 'likely',
              reason: `${c.reason}; whose line it is was inferred, as this log does not say`,
            }
          : c,
    );
    return { ...verdict, causes };
  }

  function report(given: Verdict, sa: IkeSa | null, daemon: Daemon, trigger: IkeEvent): Finding {
    const verdict = asFarAsCertain(given, sa);
    const cause = verdict.causes[0]!.cause;
    const whose = sa === null ? '' : connectionKey(sa);
    const key = `${daemon.id} ${whose} ${verdict.symptom} ${cause} ${verdict.childSa?.name ?? ''}`;
    const known = findings.get(key);
    if (known !== undefined) {
      known.count++;
      known.lastAt = trigger.at;
      emit(known);
      return known;
    }
    const finding: Finding = {
      ...verdict,
      id: `f${findings.size + 1}`,
      at: trigger.at,
      ikeSa: sa,
      role: sa?.role ?? null,
      stage: sa?.stage ?? null,
      count: 1,
      firstAt: trigger.at,
      lastAt: trigger.at,
    };
    if (findings.size >= MAX_FINDINGS) dropped++;
    else findings.set(key, finding);
    emit(finding);
    return finding;
  }

  function ask(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent, events: readonly IkeEvent[]): Verdict | null {
    const of = createCase(sa, trigger, events, around);
    for (const rule of rules) {
      const verdict = rule.judge(of);
      if (verdict !== null) return verdict;
    }
    return null;
  }

  /** One attempt has one explanation: the first that a rule gives. A later end of the same attempt only confirms it. */
  function judge(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent): void {
    let state = judged.get(sa);
    if (state === undefined || state.attempt !== sa.attempt) {
      state = { attempt: sa.attempt, tries: 0, isExplained: false };
      judged.set(sa, state);
    }
    if (state.isExplained || state.tries >= MAX_TRIES) return;
    const verdict = ask(rules, sa, trigger, attemptEvents(sa));
    if (verdict === null) {
      if (rules === OCCASIONS.onEnd) state.tries++;
      return;
    }
    report(verdict, sa, sa.daemon, trigger);
    // A warning does not explain how it ends.
    state.isExplained = verdict.severity !== 'warning';
  }

  /** One exchange for a CHILD_SA has one explanation, too: `CHILD_SA rekeying failed` after `failed to establish CHILD_SA` says no more. */
  function judgeChild(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent): void {
    const events = childEvents(sa);
    const start = events[0] ?? trigger;
    if (childJudged.get(sa) === start) return;
    const verdict = ask(rules, sa, trigger, events);
    if (verdict === null) return;
    childJudged.set(sa, start);
    report(verdict, sa, sa.daemon, trigger);
  }

  function noteOutside(daemon: Daemon, event: IkeEvent): void {
    const list = outside.get(daemon);
    if (list === undefined) outside.set(daemon, [event]);
    else {
      if (list.length >= MAX_OUTSIDE) list.shift();
      list.push(event);
    }
    const verdict = OCCASIONS.onDaemon(event);
    if (verdict !== null) report(verdict, null, daemon, event);
  }

  return {
    feed({ event, ikeSa, daemon }: Step): void {
      if (ikeSa === null) {
        noteOutside(daemon, event);
        return;
      }
      // An IKE_SA that is closed because its CHILD_SA failed says no more of the CHILD_SA.
      if (event.type === 'ike.closing' || event.type === 'ike.delete.received')
        judgeChild(OCCASIONS.onChild, ikeSa, event);
      const rules = OCCASIONS.onEvent.get(event.type);
      if (rules !== undefined) {
        if (isAboutChild(event, ikeSa)) judgeChild(rules, ikeSa, event);
        else judge(rules, ikeSa, event);
      }
      const isBad = ikeSa.outcome === 'failed' || ikeSa.outcome === 'timed-out' || ikeSa.outcome === 'lost';
      if (isBad) judge(OCCASIONS.onEnd, ikeSa, event);
    },
    /** The log ended: what is still under negotiation is judged as it stands. */
    end(): void {
      for (const sa of ikeSas) {
        const last = sa.events.at(-1);
        if (last !== undefined && isLive(sa)) judge(OCCASIONS.onOpen, sa, last);
      }
    },
    findings: (): Finding[] => [...findings.values()],
    /** Findings beyond the bound, counted only. */
    dropped: () => dropped,
  };
}
