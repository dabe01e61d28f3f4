/**
 * Room 8: how what is broken is told. What broke and what works again enters, alerts leave: `raised` when its grace is over, `repeated` at most every interval,
 * `recovered` when somebody was told before; no more of all than the bound allows.
 */
import type { IkeEvent } from '../negotiation/index.ts';
import type { Severity } from '../triage/index.ts';
import type { Alert, Edge } from './alert.ts';
import type { GroupingOptions } from './group.ts';
import { createGrouping, type SavedGrouping } from './grouping.ts';
import {
  alertKey,
  beginIncident,
  boundedSubstance,
  evidenceOf,
  type Incident,
  incidentId,
  isoOf,
  type Mends,
  type Substance,
  spanOf,
} from './incident.ts';
import { createIncidents } from './incidents.ts';
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
  /** What is told together. */
  readonly group: GroupingOptions;
}

/** Plain data. `made` counts the alerts since `origin`, the clock time at which the state was begun. */
export interface SavedTelling {
  readonly origin: number;
  readonly made: number;
  readonly incidents: readonly Incident[];
  readonly queue: SavedQueue;
  /** Absent in a state of before there were groups. */
  readonly grouping?: SavedGrouping;
}

/** Something broke. Times of the log are milliseconds or null; `grace` is by the clock. */
export interface Breakage {
  readonly substance: Substance;
  readonly at: number | null;
  readonly mends: Mends;
  /** What mends it, see Incident. */
  readonly keys: readonly string[];
  readonly child: string | null;
  readonly machine: string | null;
  readonly down: number | null;
  readonly grace: number;
}

/** What can never be seen to be mended is forgotten when it was not seen for so long. */
const FORGET_AFTER = 30 * 86_400_000;
const BOUNDED = incidentId('alerts-bounded');

export function createTelling(
  given: AlertingOptions,
  now: () => number,
  emit: (alert: Alert) => void,
  saved?: SavedTelling,
) {
  let options = given;
  /** What is older than the watcher is told only when it is seen again. */
  let isLearning = false;
  const origin = saved?.origin ?? now();
  let made = saved?.made ?? 0;
  const incidents = createIncidents(saved?.incidents);
  const queue = createQueue(emit, saved?.queue);
  const grouping = createGrouping(
    given.group,
    {
      incidents,
      tell,
      withdraw: queue.withdraw,
      makeId: () => incidentId('group', String(origin), String(made)),
    },
    saved?.grouping,
  );

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
      group: null,
      ...more,
    });
    incident.toldAt = clock;
    incident.toldCount = count;
    incident.phase = 'told';
  }

  /** Tells what is due of one incident. */
  function settle(incident: Incident, clock: number): void {
    const at = isoOf(incident.lastAt, incident.seenAt);
    if (incident.phase === 'waiting' && clock >= incident.dueAt && !grouping.hold(incident, clock))
      tell(incident, 'raised', at);
    const isAgain = incident.phase === 'told' && incident.count > incident.toldCount;
    if (isAgain && clock - incident.toldAt >= options.interval && !queue.has(incident.id))
      tell(incident, 'repeated', at);
  }

  /** It broke (again). */
  function raise({ substance, at, down, grace, ...about }: Breakage): void {
    const clock = now();
    let incident = incidents.get(substance.id);
    if (incident === undefined) {
      incident = beginIncident(substance, about, at, clock);
      incident.phase = isLearning ? 'quiet' : 'waiting';
      incident.downSince = down;
      incident.dueAt = clock + grace;
      incidents.add(incident);
    } else {
      incident.count++;
      incident.substance = substance;
      incident.lastAt = at;
      incident.seenAt = clock;
      incident.downSince ??= down;
      incident.over = null;
      grouping.again(incident);
      if (incident.phase === 'quiet' && !isLearning) {
        incident.phase = 'waiting';
        incident.dueAt = clock + grace;
      }
    }
    settle(incident, clock);
    queue.pump(clock, options.perMinute);
  }

  /** By the times of the log it healed within the grace. */
  function isShort({ firstAt }: Incident, at: number | null): boolean {
    return at !== null && firstAt !== null && at - firstAt < options.grace;
  }

  /** Healed before anybody was told: nothing is to be said, unless it took longer than the grace, as the log's own times tell. */
  function isFlap(incident: Incident, at: number | null): boolean {
    if (incident.phase === 'quiet') return true;
    if (incident.phase === 'told') return queue.withdraw(incident.id);
    return incident.phase === 'held' || at === null || incident.firstAt === null || isShort(incident, at);
  }

  /** It works again. `at`: time of the log, null where only the clock says so. */
  function recover(incident: Incident, at: number | null, summary: string, evidence: readonly IkeEvent[]): void {
    const mended = { at, clock: now(), summary, evidence: evidenceOf(evidence) };
    if (incident.phase === 'held' && !isShort(incident, at)) {
      incident.over ??= mended;
      return;
    }
    incidents.remove(incident);
    if (incident.phase === 'grouped') grouping.recover(incident, mended);
    else if (!isFlap(incident, at)) {
      if (incident.phase === 'waiting') tell(incident, 'raised', isoOf(incident.lastAt, incident.seenAt));
      grouping.recoverTold(incident, mended);
    }
    queue.pump(now(), options.perMinute);
  }

  function watchCalm(incident: Incident, clock: number): void {
    const quiet = clock - incident.seenAt;
    const mayCalm = incident.mends === 'calm' || incident.mends === 'ike-or-calm';
    if (mayCalm && quiet >= options.calm)
      recover(incident, null, `Not seen again for ${spanOf(quiet)}: ${incident.substance.summary}`, []);
    else if (incident.mends === 'never' && quiet >= FORGET_AFTER) incidents.remove(incident);
  }

  function makeBounded(clock: number): Incident {
    const substance = boundedSubstance(BOUNDED, queue.waiting, options.perMinute);
    const incident = beginIncident(substance, { mends: 'never', keys: [], child: null, machine: null }, null, clock);
    incident.phase = 'told';
    incident.count = incident.toldCount = queue.waiting;
    return incident;
  }

  /** Says once that alerts wait, and once that they do so no more. */
  function watchBound(clock: number): void {
    const stands = incidents.get(BOUNDED);
    if (queue.waiting > 0 === (stands !== undefined)) return;
    const incident = stands ?? makeBounded(clock);
    const edge = stands === undefined ? 'raised' : 'recovered';
    if (stands === undefined) incidents.add(incident);
    else incidents.remove(stands);
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
      group: null,
    });
  }

  return {
    incidents,
    raise,
    recover,
    /** What is due at that time of the clock is told. */
    tick(clock: number): void {
      for (const incident of incidents.every()) {
        settle(incident, clock);
        watchCalm(incident, clock);
      }
      grouping.tick(clock, options.interval, queue.has);
      queue.pump(clock, options.perMinute);
      watchBound(clock);
    },
    setLearning(next: boolean): void {
      isLearning = next;
    },
    configure(next: AlertingOptions): void {
      options = next;
      grouping.configure(next.group);
    },
    takeNews: grouping.takeNews,
    stats: () => ({ raised: incidents.size, waiting: queue.waiting, dropped: queue.dropped() + incidents.dropped() }),
    save: (): SavedTelling => ({
      origin,
      made,
      incidents: incidents.save(),
      queue: queue.save(),
      grouping: grouping.save(),
    }),
  };
}
