/**
 * Room 6: the findings of a run. Verdicts enter, each with whom it is about; findings leave: repeats on the same connection are one, and so are
 * the attempts of many strangers.
 */
import type { Daemon, IkeEvent, IkeSa } from '../negotiation/index.ts';
import { connectionKey } from '../sessions/index.ts';
import type { Finding, RankedCause, Verdict } from './finding.ts';
import { createStrangers, type StrangerGroup } from './strangers.ts';

/** Distinct findings kept; a flood of strangers must not fill memory. Further ones are counted. */
const MAX_FINDINGS = 20_000;
/** Of a run without end: findings remembered because they are said once. */
const MAX_SAID_ONCE = 5000;

/** A peer without a known address is `the peer`, which may begin a sentence. Names and addresses stay as they are. */
const asSentence = (text: string) => (text.startsWith('the peer') ? `T${text.slice(1)}` : text);

export interface ReportedOptions {
  /** For a run without end: a finding is forgotten once it was emitted, unless it is one to be said once only. */
  readonly isEndless: boolean;
  /** Names the lines of the configuration to change; null without one. */
  readonly place: ((verdict: Verdict, sa: IkeSa | null) => Verdict) | null;
}

export function createReported(emit: (finding: Finding) => void, { isEndless, place }: ReportedOptions) {
  const findings = new Map<string, Finding>();
  /** What was found of strangers before they were seen to be many: the finding's key, and whose it is. */
  const alone = new Map<StrangerGroup, Map<string, string>>();
  const groups = new Map<StrangerGroup, { readonly daemon: Daemon; readonly finding: Finding }>();
  const strangers = createStrangers();
  let made = 0;
  let dropped = 0;

  /** Repeats on the same connection are one finding, emitted again with a higher count; `once`: the first says it all. */
  function report(given: Verdict, sa: IkeSa | null, daemon: Daemon, trigger: IkeEvent, once = false): Finding {
    const key = keyOf(given, sa, daemon);
    const known = findings.get(key);
    if (known !== undefined) {
      if (once) return known;
      known.count++;
      known.lastAt = trigger.at;
      emit(known);
      return known;
    }
    const finding = findingOf(place === null ? given : place(given, sa), `f${++made}`, sa, trigger);
    if (isEndless) {
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

  return {
    report,
    reportAttempt,
    /** Some connection of the daemon came up. */
    noteWorking: strangers.noteWorking,
    /** The log ended: what is known of strangers by now is said. */
    end(): void {
      for (const [group, { daemon, finding }] of groups) Object.assign(finding, strangers.verdict(daemon, group));
    },
    findings: (): Finding[] => [...findings.values()],
    /** Findings beyond the bound, counted only. */
    dropped: () => dropped,
  };
}

/** Joined, not added up: the parts of a sum are all kept as long as it is a key. */
const keyOf = (verdict: Verdict, sa: IkeSa | null, daemon: Daemon) =>
  [
    daemon.id,
    sa === null ? '' : connectionKey(sa),
    verdict.severity,
    verdict.symptom,
    verdict.causes[0]!.cause,
    verdict.childSa?.name ?? '',
  ].join(' ');

/** Every field by its name: rules leave out what does not apply, and spread, each of their verdicts would be a shape of its own. */
function findingOf(verdict: Verdict, id: string, sa: IkeSa | null, { at }: IkeEvent): Finding {
  return {
    severity: verdict.severity,
    symptom: verdict.symptom,
    causes: asFarAsCertain(verdict, sa),
    summary: asSentence(verdict.summary),
    difference: verdict.difference ?? null,
    // A copy has no room for more, which a list that was filled one by one has.
    evidence: verdict.evidence.slice(),
    fix: verdict.fix,
    wouldSettle: verdict.wouldSettle ?? null,
    childSa: verdict.childSa ?? null,
    id,
    at,
    ikeSa: sa,
    role: sa?.role ?? null,
    stage: sa?.stage ?? null,
    count: 1,
    firstAt: at,
    lastAt: at,
  };
}

/** Lines that may be another IKE_SA's prove nothing about this one; those that are as likely the other's make nothing likely. */
function asFarAsCertain({ causes, evidence }: Verdict, sa: IkeSa | null): readonly RankedCause[] {
  if (sa === null || sa.certain) return causes;
  const isCoin = sa.coins.size > 0 && evidence.some((event) => sa.coins.has(event));
  const reason = isCoin
    ? 'its lines could be those of another negotiation at the same time, as this log does not say whose they are'
    : 'whose line it is was inferred, as this log does not say';
  return causes.map((c): RankedCause => {
    const certainty = isCoin ? 'possible' : c.certainty === 'proven' ? 'likely' : c.certainty;
    return certainty === c.certainty ? c : { ...c, certainty, reason: `${c.reason}; ${reason}` };
  });
}
