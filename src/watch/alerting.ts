/**
 * Room 8: when to tell. Steps, findings and the clock enter, alerts leave: once when something breaks, again at most every interval while it goes on
 * breaking, once when it works again. Pure: the time that counts for people comes from the log, the time that counts for waiting is handed in.
 */
import type { IkeEvent, IkeSa, Step } from '../negotiation/index.ts';
import { type Finding, SEVERITIES, type Severity } from '../triage/index.ts';
import type { Alert, Edge } from './alert.ts';
import {
  type Change,
  type Connection,
  createConnections,
  keyOf,
  pairOf,
  placeOf,
  type SavedConnection,
} from './connections.ts';
import {
  alertKey,
  boundedSubstance,
  evidenceOf,
  type Incident,
  incidentId,
  isoOf,
  known,
  type Mends,
  mendsOf,
  missingSubstance,
  type Substance,
  substanceOf,
} from './incident.ts';
import { createQueue, type SavedQueue } from './queue.ts';

/** Times are milliseconds. */
export interface AlertingOptions {
  /** What is less severe is not told. */
  readonly severity: Severity;
  /** What heals within that time is not told; by the clock of the log where it has one. */
  readonly grace: number;
  /** `repeated` comes no more often than that. */
  readonly interval: number;
  /** What nothing can show to be mended counts as over when it was not seen for so long. */
  readonly calm: number;
  readonly perMinute: number;
  /** Connections that ought to be up, and how long one may be down before it is missing. */
  readonly expect: readonly string[];
  readonly expectGrace: number;
}

/** Plain data: what has to be known to go on after a restart. */
export interface SavedAlerting {
  readonly origin: number;
  readonly made: number;
  readonly incidents: readonly Incident[];
  readonly connections: readonly SavedConnection[];
  readonly queue: SavedQueue;
  /** Clock: since when an expected connection is not up. */
  readonly absent: readonly (readonly [string, number])[];
}

/** Incidents remembered; the oldest goes first, and is counted. */
const MAX_INCIDENTS = 20_000;
/** What can never be seen to be mended is forgotten when it was not seen for so long. */
const FORGET_AFTER = 30 * 86_400_000;

/** Ends that somebody wanted, or that a timer brought: told only as `missing`, when the connection is expected up. */
const WANTED: ReadonlySet<string> = new Set([
  'local-deleted',
  'peer-deleted',
  'no-traffic',
  'daemon-restarted',
  'stale-sa',
]);
/** How strangers fail, who show no name: refused at their first message, or silent after it. */
const STRANGE: ReadonlySet<string> = new Set(['no-proposal-chosen', 'half-open-timeout']);

const BOUNDED = incidentId('alerts-bounded');

export function createAlerting(
  given: AlertingOptions,
  now: () => number,
  emit: (alert: Alert) => void,
  saved?: SavedAlerting,
) {
  let options = given;
  /** While catching up the clock tells nothing: what is still to be read may show that it is over. */
  let isLive = true;
  /** What is older than the watcher is told only when it is seen again. */
  let isLearning = false;
  const origin = saved?.origin ?? now();
  let made = saved?.made ?? 0;
  let forgotten = 0;
  const connections = createConnections(saved?.connections);
  const incidents = new Map<string, Incident>();
  /** Incidents by what mends them: keys of connections, places of daemons, and `=NAME` for expected ones. */
  const byKey = new Map<string, Set<Incident>>();
  const queue = createQueue(emit, saved?.queue);
  const absent = new Map<string, number>(saved?.absent);
  for (const incident of saved?.incidents ?? []) remember(structuredClone(incident));

  function remember(incident: Incident): void {
    if (incidents.size >= MAX_INCIDENTS) {
      forget(incidents.values().next().value!);
      forgotten++;
    }
    incidents.set(incident.id, incident);
    for (const key of incident.keys) {
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, new Set([incident]));
      else same.add(incident);
    }
  }

  function forget(incident: Incident): void {
    incidents.delete(incident.id);
    for (const key of incident.keys) {
      const same = byKey.get(key);
      same?.delete(incident);
      if (same?.size === 0) byKey.delete(key);
    }
  }

  function tell(incident: Incident, edge: Edge, at: string, more: Partial<Alert> = {}): void {
    const clock = now();
    const { substance, count, firstAt, lastAt, downSince } = incident;
    queue.add({
      ...substance,
      key: alertKey(origin, made++, incident.id, edge),
      edge,
      at,
      count,
      firstAt: isoOf(firstAt, incident.seenAt),
      lastAt: isoOf(lastAt, incident.seenAt),
      downSince: downSince === null ? null : isoOf(downSince, clock),
      downtime: null,
      ...more,
    });
    incident.toldAt = clock;
    incident.toldCount = count;
    incident.phase = 'told';
  }

  /** Tells what is due of one incident. */
  function settle(incident: Incident, clock: number): void {
    const at = isoOf(incident.lastAt, incident.seenAt);
    if (incident.phase === 'waiting' && clock >= incident.dueAt) tell(incident, 'raised', at);
    const isAgain = incident.phase === 'told' && incident.count > incident.toldCount;
    if (isAgain && clock - incident.toldAt >= options.interval && !queue.has(incident.id))
      tell(incident, 'repeated', at);
  }

  /** It broke (again). `keys`: what mends it. */
  function raise(
    substance: Substance,
    at: number | null,
    mends: Mends,
    keys: readonly string[],
    child: string | null,
    down: number | null,
    grace: number,
  ): void {
    const clock = now();
    let incident = incidents.get(substance.id);
    if (incident === undefined) {
      incident = {
        id: substance.id,
        phase: isLearning ? 'quiet' : 'waiting',
        substance,
        mends,
        keys,
        child,
        count: 1,
        toldCount: 0,
        firstAt: at,
        lastAt: at,
        downSince: down,
        dueAt: clock + grace,
        toldAt: clock,
        seenAt: clock,
      };
      remember(incident);
    } else {
      incident.count++;
      incident.substance = substance;
      incident.lastAt = at;
      incident.seenAt = clock;
      incident.downSince ??= down;
      if (incident.phase === 'quiet' && !isLearning) {
        incident.phase = 'waiting';
        incident.dueAt = clock + grace;
      }
    }
    settle(incident, clock);
    queue.pump(clock, options.perMinute);
  }

  /** Healed before anybody was told: nothing is to be said, unless it took longer than the grace, as the log's own times tell. */
  function isFlap(incident: Incident, at: number | null): boolean {
    if (incident.phase === 'quiet') return true;
    if (incident.phase === 'told') return queue.withdraw(incident.id);
    if (at === null || incident.firstAt === null) return true;
    return at - incident.firstAt < options.grace;
  }

  /** It works again. `at`: time of the log, null where only the clock says so. */
  function recover(incident: Incident, at: number | null, summary: string, evidence: readonly IkeEvent[]): void {
    forget(incident);
    if (isFlap(incident, at)) return;
    const clock = now();
    if (incident.phase === 'waiting') tell(incident, 'raised', isoOf(incident.lastAt, incident.seenAt));
    const { downSince } = incident;
    const downtime = at === null || downSince === null ? null : Math.max(0, Math.round((at - downSince) / 1000));
    const more = { summary, fix: [], evidence: evidenceOf(evidence), downtime };
    tell(incident, 'recovered', isoOf(at, clock), more);
    queue.pump(clock, options.perMinute);
  }

  function mend(key: string, event: IkeEvent, isMended: (incident: Incident) => boolean, works: string): void {
    for (const incident of [...(byKey.get(key) ?? [])]) {
      if (!isMended(incident)) continue;
      const at = known(event.at);
      const { downSince } = incident;
      const span = at === null || downSince === null ? '' : `, after ${spanOf(at - downSince)}`;
      recover(incident, at, `${works}${span}.`, [event]);
    }
  }

  function mendConnection(sa: IkeSa, event: IkeEvent): void {
    const name = sa.name ?? `${sa.local.host ?? '?'}...${sa.remote.host ?? '?'}`;
    const who = `Connection ${name}${sa.remote.host === null ? '' : ` with ${sa.remote.host}`}`;
    const keys = [keyOf(sa), pairOf(sa)];
    if (event.type === 'child.established') {
      const { child } = event.fields;
      const isMended = ({ mends, child: of }: Incident) => mends === 'child' && (of === null || of === child);
      for (const key of keys) mend(key, event, isMended, `${who} works again: CHILD_SA ${child} is up`);
      return;
    }
    for (const key of keys) mend(key, event, ({ mends }) => mends === 'ike', `${who} is up again`);
    if (sa.name !== null) mend(`=${sa.name}`, event, () => true, `${who} is up again`);
  }

  /** A connection that went down while it is known to be broken: that is since when. */
  function noteDown({ connection, to }: Change): void {
    if (to === 'down')
      for (const incident of byKey.get(connection.key) ?? []) incident.downSince ??= connection.downSince;
  }

  function isStranger(sa: IkeSa, finding: Finding): boolean {
    if (!STRANGE.has(finding.symptom) || sa.role !== 'responder' || sa.name !== null || sa.everEstablished)
      return false;
    return sa.remote.host === null || !connections.isPeer(sa.remote.host);
  }

  function isTold({ severity, causes }: Finding): boolean {
    if (severity === 'info' && WANTED.has(causes[0]!.cause)) return false;
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(options.severity);
  }

  function raiseDaemon(finding: Finding, daemon: Step['daemon'], isStrange: boolean): void {
    const place = placeOf(daemon);
    const { host, program } = daemon.speaker;
    const what = isStrange ? 'strangers' : finding.causes[0]!.cause;
    const detail =
      isStrange || finding.ikeSa !== null
        ? ''
        : finding.causes[0]!.cause === 'config-not-loaded'
          ? finding.summary
          : '';
    const id = incidentId(place, what, detail);
    const mends = isStrange ? 'calm' : mendsOf(finding);
    raise(
      substanceOf(id, finding, null, { host, program }),
      known(finding.lastAt),
      mends,
      [place],
      null,
      null,
      options.grace,
    );
  }

  function watchExpected(clock: number): void {
    for (const name of absent.keys()) if (!options.expect.includes(name)) absent.delete(name);
    for (const name of options.expect) {
      if (connections.isUp(name)) {
        absent.delete(name);
        continue;
      }
      const since = absent.get(name) ?? clock;
      absent.set(name, since);
      const id = incidentId('missing', name);
      const before = [...connections.all.values()].find((c) => c.name === name);
      const isToldOtherwise = before !== undefined && isBroken(before);
      if (clock - since < options.expectGrace || incidents.has(id) || isToldOtherwise) continue;
      const down = before?.downSince ?? null;
      raise(missingSubstance(id, name, before), down, 'ike', [`=${name}`], null, down, 0);
    }
  }

  /** An alert about the connection stands already, and says more than that it is missing. */
  function isBroken(connection: Connection): boolean {
    for (const { mends, phase, substance } of byKey.get(connection.key) ?? [])
      if (mends === 'ike' && phase !== 'quiet' && substance.severity === 'error') return true;
    return false;
  }

  function watchCalm(incident: Incident, clock: number): void {
    const quiet = clock - incident.seenAt;
    if (incident.mends === 'calm' || incident.mends === 'start') {
      if (quiet >= options.calm)
        recover(incident, null, `Not seen again for ${spanOf(quiet)}: ${incident.substance.summary}`, []);
    } else if (incident.mends === 'never' && quiet >= FORGET_AFTER) forget(incident);
  }

  /** Says once that alerts wait, and once that they do so no more. */
  function watchBound(clock: number): void {
    const stands = incidents.get(BOUNDED);
    if (queue.waiting > 0 === (stands !== undefined)) return;
    const incident: Incident = stands ?? {
      id: BOUNDED,
      phase: 'told',
      substance: boundedSubstance(BOUNDED, queue.waiting, options.perMinute),
      mends: 'never',
      keys: [],
      child: null,
      count: queue.waiting,
      toldCount: queue.waiting,
      firstAt: null,
      lastAt: null,
      downSince: null,
      dueAt: clock,
      toldAt: clock,
      seenAt: clock,
    };
    const edge = stands === undefined ? 'raised' : 'recovered';
    if (stands === undefined) remember(incident);
    else forget(stands);
    const at = isoOf(null, clock);
    const { substance, count } = incident;
    const summary = stands === undefined ? substance.summary : 'Alerts do not wait any more.';
    const first = isoOf(null, incident.seenAt);
    emit({
      ...substance,
      summary,
      key: alertKey(origin, made++, BOUNDED, edge),
      edge,
      at,
      count,
      firstAt: first,
      lastAt: at,
      downSince: null,
      downtime: null,
    });
  }

  function tick(clock: number): void {
    if (!isLive) return;
    for (const incident of [...incidents.values()]) {
      settle(incident, clock);
      watchCalm(incident, clock);
    }
    watchExpected(clock);
    queue.pump(clock, options.perMinute);
    watchBound(clock);
  }

  return {
    /** Call for every step, before its findings. */
    step(step: Step): void {
      const { event, ikeSa } = step;
      for (const change of connections.note(step)) noteDown(change);
      if (event.type === 'daemon.started')
        mend(placeOf(step.daemon), event, ({ mends }) => mends === 'start', 'charon is running again');
      const isUp =
        event.type === 'ike.established' || event.type === 'ike.rekeyed' || event.type === 'child.established';
      if (isUp && ikeSa !== null) mendConnection(ikeSa, event);
    },
    /** Call for every finding, with the daemon whose line made it. */
    finding(finding: Finding, daemon: Step['daemon']): void {
      if (!isTold(finding)) return;
      const { ikeSa } = finding;
      const isStrange = ikeSa !== null ? isStranger(ikeSa, finding) : STRANGE.has(finding.symptom);
      if (ikeSa === null || isStrange) {
        raiseDaemon(finding, daemon, isStrange);
        return;
      }
      const child = finding.childSa?.name ?? null;
      const id = incidentId(keyOf(ikeSa), finding.causes[0]!.cause, child ?? '');
      const name = ikeSa.name ?? `${ikeSa.local.host ?? '?'}...${ikeSa.remote.host ?? '?'}`;
      const { host, program } = ikeSa.daemon.speaker;
      const down = ikeSa.outcome === 'established' ? null : (connections.get(ikeSa)?.downSince ?? null);
      const keys = [...new Set([keyOf(ikeSa), pairOf(ikeSa)])];
      const substance = substanceOf(id, finding, name, { host, program });
      raise(substance, known(finding.lastAt), mendsOf(finding), keys, child, down, options.grace);
    },
    /** Call once a second while live: what waits is told when its time has come. */
    tick,
    setLive(next: boolean): void {
      isLive = next;
      tick(now());
    },
    setLearning(next: boolean): void {
      isLearning = next;
    },
    configure(next: AlertingOptions): void {
      options = next;
    },
    connections: connections.all,
    /** What stands, and what was left out at a bound. */
    stats: () => ({
      raised: incidents.size,
      waiting: queue.waiting,
      dropped: queue.dropped() + forgotten,
      connectionsDropped: connections.dropped(),
    }),
    save: (): SavedAlerting => ({
      origin,
      made,
      incidents: structuredClone([...incidents.values()]),
      connections: connections.save(),
      queue: queue.save(),
      absent: [...absent],
    }),
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
