/**
 * Room 6, triage: why it failed. Attributed events enter, findings leave, each the moment its certainty cannot change. The door.
 */
import type { Configuration } from '../configuration/index.ts';
import { type Daemon, type EventType, type IkeEvent, type IkeSa, isLive, type Step } from '../negotiation/index.ts';
import { attemptStart, childStart, createCase, recentStart, type Surroundings } from './case.ts';
import { createContradictions } from './configured/contradictions.ts';
import { createPlaces } from './configured/places.ts';
import { createDepartures, DEPARTING } from './departures.ts';
import { createEpochs } from './epochs.ts';
import type { Finding, Verdict } from './finding.ts';
import { createReported } from './reported.ts';
import type { DaemonCase, Rule } from './rule.ts';
import { OCCASIONS } from './rules.ts';

export { type Ends, judgeBothEnds } from './both-ends/both-ends.ts';
export { CAUSES, isCause } from './causes.ts';
export type {
  BothEnds,
  CauseId,
  Certainty,
  Difference,
  Finding,
  Fix,
  FixLine,
  FixPlace,
  RankedCause,
  Severity,
  Symptom,
} from './finding.ts';
export { CAUSE_IDS, SEVERITIES, SYMPTOMS } from './finding.ts';

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

/** Events that make triage look. Nine of ten are none: they only move the IKE_SA. */
const TELLING: ReadonlySet<EventType> = new Set<EventType>([
  ...OCCASIONS.onEvent.keys(),
  ...OCCASIONS.onNote.keys(),
  ...DEPARTING,
  'ike.closing',
]);

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

export interface TriageOptions {
  /** The settings of this side, parsed: findings then name the lines of the file to change. */
  readonly configuration?: Configuration | null;
  /** For a run without end: a finding is forgotten once it was emitted, unless it is one to be said once only; each repeat is a finding of its own. */
  readonly isEndless?: boolean;
}

/** `ikeSas` are those of negotiation, as they come and go. */
export function createTriage(ikeSas: Iterable<IkeSa>, emit: (finding: Finding) => void, options: TriageOptions = {}) {
  const configuration = options.configuration ?? null;
  const judged = new WeakMap<IkeSa, Judged>();
  /** The first event of the last exchange for a CHILD_SA that was judged. */
  const childJudged = new WeakMap<IkeSa, IkeEvent>();
  const outside = new WeakMap<Daemon, IkeEvent[]>();
  const departures = createDepartures();
  const epochs = createEpochs();
  const reported = createReported(emit, {
    isEndless: options.isEndless === true,
    place: configuration === null ? null : createPlaces(configuration),
  });
  const { report, reportAttempt } = reported;
  /** Lives of new processes, to be judged when it is known whether the old one spoke again. */
  const starts: DaemonCase[] = [];
  const contradictions = configuration === null ? null : createContradictions(configuration);
  const around: Surroundings = { outside: (daemon) => outside.get(daemon) ?? [], departures: departures.of };

  function ask(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent, from: number): Verdict | null {
    const of = createCase(sa, trigger, from, around);
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
    const verdict = ask(rules, sa, trigger, attemptStart(sa));
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
    const from = childStart(sa);
    const start = sa.events[from] ?? trigger;
    if (childJudged.get(sa) === start) return;
    const verdict = ask(rules, sa, trigger, from);
    if (verdict === null) return;
    childJudged.set(sa, start);
    report(verdict, sa, sa.daemon, trigger);
  }

  /** Notes explain nothing: they neither wait for a judgement nor stand in its way. */
  function takeNote(rules: readonly Rule[], sa: IkeSa, trigger: IkeEvent): void {
    const of = createCase(sa, trigger, recentStart(sa), around);
    for (const rule of rules) {
      const verdict = rule.judge(of);
      if (verdict !== null) report(verdict, sa, sa.daemon, trigger, rule.once);
    }
  }

  /** An event that some rule asks for. */
  function take(event: IkeEvent, sa: IkeSa, isBad: boolean): void {
    departures.note(sa, event);
    if (event.type === 'ike.established') reported.noteWorking(sa.daemon);
    // An IKE_SA that is closed because its CHILD_SA failed says no more of the CHILD_SA.
    if (event.type === 'ike.closing' || event.type === 'ike.delete.received') judgeChild(OCCASIONS.onChild, sa, event);
    const rules = OCCASIONS.onEvent.get(event.type);
    if (rules !== undefined) {
      if (isAboutChild(event, sa)) judgeChild(rules, sa, event);
      else judge(rules, sa, event);
    }
    if (isBad) judge(OCCASIONS.onEnd, sa, event);
    const notes = OCCASIONS.onNote.get(event.type);
    if (notes !== undefined) takeNote(notes, sa, event);
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
    feed(step: Step): void {
      const { event, ikeSa, daemon } = step;
      const contradiction = contradictions?.judge(step) ?? null;
      if (contradiction !== null) report(contradiction, ikeSa, daemon, event, true);
      if (ikeSa === null) {
        noteOutside(daemon, event);
        return;
      }
      const isBad = ikeSa.outcome === 'failed' || ikeSa.outcome === 'timed-out' || ikeSa.outcome === 'lost';
      if (TELLING.has(event.type)) take(event, ikeSa, isBad);
      else if (isBad) judge(OCCASIONS.onEnd, ikeSa, event);
    },
    /** The log ended: what is still under negotiation is judged as it stands, and what is known of strangers by now is said. */
    end(): void {
      for (const start of starts) {
        const verdict = OCCASIONS.onNextLife(start);
        if (verdict !== null) report(verdict, null, start.daemon, start.event);
      }
      const leftOut = contradictions?.atEnd() ?? null;
      if (leftOut !== null) report(leftOut.verdict, null, leftOut.daemon, leftOut.event);
      reported.end();
      for (const sa of ikeSas) {
        const last = sa.events.at(-1);
        if (last !== undefined && isLive(sa)) judge(OCCASIONS.onOpen, sa, last);
      }
    },
    findings: reported.findings,
    /** Findings beyond the bound, counted only. */
    dropped: reported.dropped,
  };
}
