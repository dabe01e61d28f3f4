/**
 * Room 8: what is broken: one connection and one cause, from the first finding about it until it works again. Findings enter, alerts leave; when an alert
 * is due is for alerting.ts to say.
 */
import { createHash } from 'node:crypto';
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Alert, AlertEnd, Edge } from './alert.ts';
import type { Connection } from './connections.ts';
import { cut } from './sinks/sink.ts';

/** Text of the log in an alert is no longer than this: strangers choose it, and it is kept. */
const MAX_TEXT = 2000;
/** Lines of evidence. */
const MAX_EVIDENCE = 16;

/**
 * What shows that it works again. `ike`: an IKE_SA of the connection comes up or is rekeyed; `ike-or-calm`: the same, or `calm`; `child`: a CHILD_SA does; `start`: the daemon starts;
 * `calm`: it was not seen for a while; `never`: it is so by configuration.
 */
export type Mends = 'ike' | 'ike-or-calm' | 'child' | 'start' | 'calm' | 'never';

/** What an alert says beside its edge and its counts. */
export type Substance = Omit<
  Alert,
  'key' | 'edge' | 'at' | 'count' | 'firstAt' | 'lastAt' | 'downSince' | 'downtime' | 'group'
>;

/** How it was seen to work again. `at`: time of the log, null where only the clock says so; `clock`: when that was. */
export interface Mended {
  readonly at: number | null;
  readonly clock: number;
  readonly summary: string;
  readonly evidence: Alert['evidence'];
}

/**
 * Plain data: waits in the state file. Times of the log are milliseconds since 1970 UTC or null; clock times are milliseconds of this machine's clock.
 * `waiting`: not told yet, may heal first; `told`; `quiet`: it was there before this program was, and is told when it is seen again; `held`: due, and kept back to be
 * told together with others; `grouped`: told together with others, by the alert `group`.
 */
export interface Incident {
  readonly id: string;
  phase: 'waiting' | 'told' | 'quiet' | 'held' | 'grouped';
  substance: Substance;
  readonly mends: Mends;
  /** Keys of connections (by name, by addresses) or the place of the daemon, whose coming up mends it. */
  readonly keys: readonly string[];
  /** The CHILD_SA that has to come up; null for any. */
  readonly child: string | null;
  /** Where it is: breaks on one machine may be told together. Null for what is told alone always. */
  readonly machine: string | null;
  /** Of `grouped`: the id of that alert. */
  group: string | null;
  /** Of `held`: it works again already. */
  over: Mended | null;
  count: number;
  toldCount: number;
  firstAt: number | null;
  lastAt: number | null;
  downSince: number | null;
  /** Clock: when it may be told at the earliest, was told last, was seen last. */
  dueAt: number;
  toldAt: number;
  seenAt: number;
}

const digest = (...parts: readonly (string | number)[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** One that breaks now, and was not told. */
export function beginIncident(
  substance: Substance,
  about: Pick<Incident, 'mends' | 'keys' | 'child' | 'machine'>,
  at: number | null,
  clock: number,
): Incident {
  return {
    id: substance.id,
    phase: 'waiting',
    substance,
    mends: about.mends,
    keys: about.keys,
    child: about.child,
    machine: about.machine,
    group: null,
    over: null,
    count: 1,
    toldCount: 0,
    firstAt: at,
    lastAt: at,
    downSince: null,
    dueAt: clock,
    toldAt: clock,
    seenAt: clock,
  };
}

/** The same for the same parts, in this run and every other. */
export const incidentId = (...parts: readonly string[]) => digest(...parts);

/** `made` counts the alerts of a state: no two alerts of it share a key. */
export const alertKey = (origin: number, made: number, id: string, edge: Edge) => digest(origin, made, id, edge);

export const known = (at: number) => (Number.isNaN(at) ? null : at);

/** ISO 8601 in UTC of a time of the log, or of the clock where the log has none or one that no calendar has. */
export function isoOf(at: number | null, clock: number): string {
  return new Date(at === null || !(Math.abs(at) <= 8.64e15) ? clock : at).toISOString();
}

/** Symptoms of CHILD_SAs: the IKE_SA may come up all the same. */
const CHILD_SYMPTOMS: ReadonlySet<string> = new Set([
  'policy-mismatch',
  'install-failed',
  'address-refused',
  'rekey-failed',
]);
const CHILD_CAUSES: ReadonlySet<string> = new Set([
  'esp-proposal-mismatch',
  'pfs-mismatch',
  'sa-expired',
  'ts-mismatch',
]);

/** What will show that what a finding says is over. */
export function mendsOf({ severity, symptom, causes, ikeSa, childSa }: Finding): Mends {
  if (symptom === 'latent') return 'never';
  if (symptom === 'tunnel-flapping') return 'calm';
  // An error of a daemon's own is that it does not run.
  if (ikeSa === null) return severity === 'error' && causes[0]!.cause !== 'config-not-loaded' ? 'start' : 'calm';
  const isChild = childSa != null || CHILD_SYMPTOMS.has(symptom) || CHILD_CAUSES.has(causes[0]!.cause);
  // A rekeying of the IKE_SA itself.
  if (symptom === 'rekey-failed' && childSa == null && !CHILD_CAUSES.has(causes[0]!.cause)) return 'ike';
  return isChild ? 'child' : 'ike';
}

const NOBODY: AlertEnd = { host: null, port: null, id: null };
const endOf = (sa: IkeSa | null, side: 'local' | 'remote'): AlertEnd =>
  sa === null ? NOBODY : { ...sa[side], id: sa[side].id === null ? null : cut(sa[side].id, MAX_TEXT) };

/** The lines that prove it, as alerts have them. */
export const evidenceOf = (events: readonly IkeEvent[]) =>
  events
    .slice(0, MAX_EVIDENCE)
    .map(({ source, line, text }) => ({ source: source.name, line, text: cut(text, MAX_TEXT) }));

/** `connection` is what people call it: its name or its addresses, null for a daemon's or strangers' own. */
export function substanceOf(
  id: string,
  finding: Finding,
  connection: string | null,
  daemon: Alert['daemon'],
): Substance {
  const first = finding.causes[0]!;
  return {
    id,
    severity: finding.severity,
    connection,
    daemon,
    local: endOf(finding.ikeSa, 'local'),
    remote: endOf(finding.ikeSa, 'remote'),
    symptom: finding.symptom,
    cause: first.cause,
    certainty: first.certainty,
    summary: cut(finding.summary, MAX_TEXT),
    fix: finding.fix.map(({ where, text }) => cut(`${where}: ${text}`, MAX_TEXT)),
    evidence: evidenceOf(finding.evidence),
  };
}

/** A connection that is expected up and is not. `known`: what was up under that name before, or is without what it is for. */
export function missingSubstance(id: string, name: string, known: Connection | undefined): Substance {
  const isBare = known !== undefined && known.up.size > 0;
  const down = known?.downSince ?? null;
  const since = down === null ? 'was not seen up' : `is down since ${new Date(down).toISOString()}`;
  return {
    id,
    severity: 'error',
    connection: name,
    daemon: known?.daemon ?? { host: null, program: null },
    local: known?.local ?? NOBODY,
    remote: known?.remote ?? NOBODY,
    symptom: 'missing',
    cause: 'missing',
    certainty: 'proven',
    summary: `Connection ${name} is expected to be up, and ${isBare ? 'its IKE_SA is, without any CHILD_SA' : since}.`,
    fix: [
      isBare
        ? 'local: Bring its CHILD_SA up (swanctl --initiate --child NAME) and read what charon says'
        : `local: Bring it up (swanctl --initiate --ike ${name}) and read what charon says`,
    ],
    evidence: [],
  };
}

/** What this program says of itself, when alerts wait because there are too many. */
export function boundedSubstance(id: string, waiting: number, perMinute: number): Substance {
  return {
    id,
    severity: 'warning',
    connection: null,
    daemon: { host: null, program: null },
    local: NOBODY,
    remote: NOBODY,
    symptom: 'alerts-bounded',
    cause: 'alerts-bounded',
    certainty: 'proven',
    summary: `More than ${perMinute} alerts within a minute: ${waiting} wait and will follow, unless what they tell is over by then.`,
    fix: ['local: See ike-trace on the log itself for all of them; alerts.per-minute is the bound'],
    evidence: [],
  };
}

/** `40 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function spanOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
