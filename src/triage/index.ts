/**
 * Room 6, triage: why it failed. Attributed events enter, findings leave, each the moment its certainty cannot change. The door.
 */
import type { Configuration } from '../configuration/index.ts';
import { type Daemon, type IkeEvent, type IkeSa, isLive, type Step } from '../negotiation/index.ts';
import { attemptStart, childStart, createCases, recentStart, type Surroundings } from './case.ts';
import { createContradictions } from './configured/contradictions.ts';
import { createPlaces } from './configured/places.ts';
import { createDepartures } from './departures.ts';
import { DUTIES, type Duty, firstVerdict, isAsked, ON_CHILD, ON_END, ON_OPEN, type Panel } from './duties.ts';
import { createEpochs } from './epochs.ts';
import type { Finding } from './finding.ts';
import { createReported } from './reported.ts';
import type { DaemonCase } from './rule.ts';
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

/** What may be looked at: lists grow to twice of that unless somebody looks, as to make room for each event alone would cost more than all else. */
function latestOf(list: IkeEvent[] | undefined): readonly IkeEvent[] {
  if (list === undefined) return [];
  if (list.length > MAX_OUTSIDE) list.splice(0, list.length - MAX_OUTSIDE);
  return list;
}

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
  const around: Surroundings = { outside: (daemon) => latestOf(outside.get(daemon)), departures: departures.of };
  const cases = createCases(around);

  /** One attempt has one explanation: the first that a rule gives. A later end of the same attempt only confirms it. */
  function judge(panel: Panel, sa: IkeSa, trigger: IkeEvent): void {
    const known = judged.get(sa);
    const state = known !== undefined && known.attempt === sa.attempt ? known : null;
    if (state !== null && (state.isExplained || state.tries >= MAX_TRIES)) return;
    const verdict = firstVerdict(panel, cases, cases.open(sa, trigger, attemptStart(sa)));
    const tries = (state?.tries ?? 0) + (verdict === null && panel === ON_END ? 1 : 0);
    if (verdict !== null) reportAttempt(verdict, sa, trigger);
    // A warning does not explain how it ends.
    const isExplained = verdict !== null && verdict.severity !== 'warning';
    if (state !== null) Object.assign(state, { tries, isExplained });
    // Of what goes well nothing is remembered.
    else if (tries > 0 || isExplained) judged.set(sa, { attempt: sa.attempt, tries, isExplained });
  }

  /** One exchange for a CHILD_SA has one explanation, too: `CHILD_SA rekeying failed` after `failed to establish CHILD_SA` says no more. */
  function judgeChild(panel: Panel, sa: IkeSa, trigger: IkeEvent): void {
    const from = childStart(sa);
    const start = sa.events[from] ?? trigger;
    if (childJudged.get(sa) === start) return;
    const verdict = firstVerdict(panel, cases, cases.open(sa, trigger, from));
    if (verdict === null) return;
    childJudged.set(sa, start);
    report(verdict, sa, sa.daemon, trigger);
  }

  /** Notes explain nothing: they neither wait for a judgement nor stand in its way. */
  function takeNote(panel: Panel, sa: IkeSa, trigger: IkeEvent): void {
    const of = cases.open(sa, trigger, recentStart(sa));
    for (let i = 0; i < panel.length; i++) {
      const asked = panel[i]!;
      const verdict = isAsked(asked, cases) ? asked.rule.judge(of) : null;
      if (verdict !== null) report(verdict, sa, sa.daemon, trigger, asked.rule.once);
    }
  }

  function take(duty: Duty, event: IkeEvent, sa: IkeSa, isBad: boolean): void {
    const { panel, notes } = duty;
    if (duty.isDeparture) departures.note(sa, event);
    if (duty.isUp) reported.noteWorking(sa.daemon);
    // An IKE_SA that is closed because its CHILD_SA failed says no more of the CHILD_SA.
    if (duty.isClosing) judgeChild(ON_CHILD, sa, event);
    if (panel !== null) {
      if (duty.isAboutChild(sa)) judgeChild(panel, sa, event);
      else judge(panel, sa, event);
    }
    if (isBad) judge(ON_END, sa, event);
    if (notes !== null) takeNote(notes, sa, event);
  }

  function noteOutside(daemon: Daemon, event: IkeEvent): void {
    let list = outside.get(daemon);
    if (list === undefined) {
      list = [];
      outside.set(daemon, list);
    }
    const before = epochs.turn(daemon);
    if (before !== null || OCCASIONS.daemonEvents.has(event.type)) {
      const of: DaemonCase = { event, daemon, before, around };
      const verdict = OCCASIONS.onDaemon(of);
      if (before?.endedBy === 'end-of-log' && starts.length < MAX_STARTS) starts.push(of);
      if (verdict !== null) report(verdict, null, daemon, event);
    }
    if (list.length >= 2 * MAX_OUTSIDE) list.splice(0, MAX_OUTSIDE);
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
      const duty = DUTIES[event.number]!;
      if (duty !== null) take(duty, event, ikeSa, isBad);
      else if (isBad) judge(ON_END, ikeSa, event);
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
        if (last !== undefined && isLive(sa)) judge(ON_OPEN, sa, last);
      }
    },
    findings: reported.findings,
    /** Findings beyond the bound, counted only. */
    dropped: reported.dropped,
  };
}
