/**
 * Room 6, triage: why it failed. Attributed events enter, findings leave, each the moment its certainty cannot change. The door.
 */
import { type Daemon, type EventType, type IkeEvent, type IkeSa, isLive, type Step } from '../negotiation/index.ts';
import { connectionKey } from '../sessions/index.ts';
import { attemptEvents, childEvents, createCase, recentEvents, type Surroundings } from './case.ts';
import { createDepartures } from './departures.ts';
import { createEpochs } from './epochs.ts';
import type { Finding, RankedCause, Verdict } from './finding.ts';
import type { DaemonCase, Rule } from './rule.ts';
import { OCCASIONS } from './rules.ts';
import { createStrangers, type StrangerGroup } from './strangers.ts';

export { CAUSES, isCause } from './causes.ts';
export type { CauseId, Certainty, Difference, Finding, Fix, RankedCause, Severity, Symptom } from './finding.ts';
export { CAUSE_IDS, SEVERITIES, SYMPTOMS } from './finding.ts';

/** Distinct findings kept; a flood of strangers must not fill memory. Further ones are counted. */
const MAX_FINDINGS = 20_000;
/** Of a run without end: findings remembered because they are said once. */
const MAX_SAID_ONCE = 5000;
/** Events without an IKE_SA that are remembered for each daemon. */
const MAX_OUTSIDE = 200;
/** Starts remembered that may follow a crash. */
const MAX_STARTS = 1000;

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

/** A peer without a known address is `the peer`, which may begin a sentence. Names and addresses stay as they are. */
const asSentence = (text: string) => (text.startsWith('the peer') ? `T${text.slice(1)}` : text);

export interface TriageOptions {
  /** For a run without end: a finding is forgotten once it was emitted, unless it is one to be said once only; each repeat is a finding of its own. */
  readonly isEndless?: boolean;
}

/** `ikeSas` are those of negotiation, as they come and go. */
export function createTriage(ikeSas: Iterable<IkeSa>, emit: (finding: Finding) => void, options: TriageOptions = {}) {
  const findings = new Map<string, Finding>();
  const judged = new WeakMap<IkeSa, Judged>();
  /** The first event of the last exchange for a CHILD_SA that was judged. */
  const childJudged = new WeakMap<IkeSa, IkeEvent>();
  const outside = new WeakMap<Daemon, IkeEvent[]>();
  /** What was found of strangers before they were seen to be many: the finding's key, and whose it is. */
  const alone = new Map<StrangerGroup, Map<string, string>>();
  const groups = new Map<StrangerGroup, { readonly daemon: Daemon; readonly finding: Finding }>();
  const departures = createDepartures();
  const epochs = createEpochs();
  const strangers = createStrangers();
  /** Lives of new processes, to be judged when it is known whether the old one spoke again. */
  const starts: DaemonCase[] = [];
  let made = 0;
  let dropped = 0;
  const around: Surroundings = { outside: (daemon) => outside.get(daemon) ?? [], departures: departures.of };

  const keyOf = (verdict: Verdict, sa: IkeSa | null, daemon: Daemon) =>
    `${daemon.id} ${sa === null ? '' : connectionKey(sa)} ${verdict.severity} ${verdict.symptom} ${verdict.causes[0]!.cause} ${verdict.childSa?.name ?? ''}`;

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

  /** Repeats on the same connection are one finding, emitted again with a higher count; `once`: the first says it all. */
  function report(given: Verdict, sa: IkeSa | null, daemon: Daemon, trigger: IkeEvent, once = false): Finding {
    const verdict = asFarAsCertain({ ...given, summary: asSentence(given.summary) }, sa);
    const key = keyOf(verdict, sa, daemon);
    const known = findings.get(key);
    if (known !== undefined) {
      if (once) return known;
      known.count++;
      known.lastAt = trigger.at;
      emit(known);
      return known;
    }
    const finding: Finding = {
      ...verdict,
      id: `f${++made}`,
      at: trigger.at,
      ikeSa: sa,
      role: sa?.role ?? null,
      stage: sa?.stage ?? null,
      count: 1,
      firstAt: trigger.at,
      lastAt: trigger.at,
    };
    if (options.isEndless === true) {
      if (once) remember(key, finding);
    } else if (findings.size >= MAX_FINDINGS) dropped++;
    else findings.set(key, finding);
    emit(finding);
    return finding;
  }

  /** What is said once is not said again until so many others were. */
  function remember(key: string, finding: Finding): void {
    if (findings.size >= MAX_SAID_ONCE) findings.delete(findings.keys().next().value!);
    findings.set(key, finding);
  }

  /** Few strangers are told one by one; many are one finding, which takes the place of those, and grows in silence. */
  function reportAttempt(verdict: Verdict, sa: IkeSa, trigger: IkeEvent): void {
    const { daemon } = sa;
    const group = strangers.join(sa, verdict);
    const host = sa.remote.host;
    if (group === null || host === null) {
      report(verdict, sa, daemon, trigger);
      return;
    }
    const together = groups.get(group);
    if (together !== undefined) {
      Object.assign(together.finding, strangers.verdict(daemon, group), { lastAt: trigger.at });
      together.finding.count++;
      return;
    }
    const singly = alone.get(group) ?? new Map<string, string>();
    if (!strangers.isMany(group)) {
      report(verdict, sa, daemon, trigger);
      alone.set(group, singly.set(keyOf(verdict, sa, daemon), host));
      return;
    }
    const before = [...singly].filter(([, stranger]) => group.peers.has(stranger)).map(([key]) => findings.get(key));
    for (const [key, stranger] of singly) if (group.peers.has(stranger)) findings.delete(key);
    const finding = report(strangers.verdict(daemon, group), null, daemon, trigger);
    for (const earlier of before) finding.count += earlier?.count ?? 0;
    Object.assign(finding, { firstAt: before[0]?.firstAt ?? trigger.at });
    groups.set(group, { daemon, finding });
    alone.delete(group);
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
    reportAttempt(verdict, sa, trigger);
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

  /** Notes explain nothing: they neither wait for a judgement nor stand in its way. */
  function takeNote(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent): void {
    const of = createCase(sa, trigger, recentEvents(sa), around);
    for (const rule of rules) {
      const verdict = rule.judge(of);
      if (verdict !== null) report(verdict, sa, sa.daemon, trigger, rule.once);
    }
  }

  function noteOutside(daemon: Daemon, event: IkeEvent): void {
    let list = outside.get(daemon);
    if (list === undefined) {
      list = [];
      outside.set(daemon, list);
    }
    const before = epochs.turn(daemon);
    const verdict = OCCASIONS.onDaemon({ event, daemon, before, around });
    if (before?.endedBy === 'end-of-log' && starts.length < MAX_STARTS) starts.push({ event, daemon, before, around });
    if (verdict !== null) report(verdict, null, daemon, event);
    if (list.length >= MAX_OUTSIDE) list.shift();
    list.push(event);
  }

  return {
    feed({ event, ikeSa, daemon }: Step): void {
      if (ikeSa === null) {
        noteOutside(daemon, event);
        return;
      }
      departures.note(ikeSa, event);
      if (event.type === 'ike.established') strangers.noteWorking(daemon);
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
      const notes = OCCASIONS.onNote.get(event.type);
      if (notes !== undefined) takeNote(notes, ikeSa, event);
    },
    /** The log ended: what is still under negotiation is judged as it stands, and what is known of strangers by now is said. */
    end(): void {
      for (const start of starts) {
        const verdict = OCCASIONS.onNextLife(start);
        if (verdict !== null) report(verdict, null, start.daemon, start.event);
      }
      for (const [group, { daemon, finding }] of groups) Object.assign(finding, strangers.verdict(daemon, group));
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
