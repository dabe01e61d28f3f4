/**
 * Room 8: breaks that come together are told together. Incidents that are due enter; they are told at once and alone, or kept back for at most a window and then
 * told as one alert, which has a recovery of its own.
 *
 * The first of its kind is told at once. What follows within the window is held; when the window closes, several are one alert, and few are told one by one. While
 * groups are told the next window follows at once, so that an outage in which connections break for minutes is one alert a window. The members of a group are
 * those that it was told with: a connection that works again and breaks anew is told anew.
 */
import type { Alert, Edge } from './alert.ts';
import { allMended, type GroupingOptions, groupSubstance, type Member, memberOf, shown, stillBroken } from './group.ts';
import { beginIncident, type Incident, isoOf, type Mended } from './incident.ts';
import type { createIncidents } from './incidents.ts';

/** Plain data. Held are ids of incidents; `until` is by the clock, `at` the time of the log of the last break, null where it has none. */
export interface Burst {
  readonly key: string;
  readonly by: 'cause' | 'peer';
  until: number;
  at: number | null;
  readonly held: string[];
}

/** Plain data. A group that was told; `incident` is not among the others, but counts as they do. */
export interface Group {
  readonly by: 'cause' | 'peer';
  readonly incident: Incident;
  readonly members: Member[];
}

export interface SavedGrouping {
  readonly bursts: readonly Burst[];
  readonly groups: readonly Group[];
}

export interface GroupingSurroundings {
  readonly incidents: ReturnType<typeof createIncidents>;
  /** Tells an edge. */
  tell(incident: Incident, edge: Edge, at: string, more?: Partial<Alert>): void;
  /** True when nobody knows of it yet: what waited to be told of it was taken out. */
  withdraw(id: string): boolean;
  /** An id that no other group has. */
  makeId(): string;
}

export function createGrouping(given: GroupingOptions, around: GroupingSurroundings, saved?: SavedGrouping) {
  const { incidents, tell } = around;
  let options = given;
  /** By what its breaks have in common. */
  const bursts = new Map<string, Burst>(structuredClone(saved?.bursts ?? []).map((burst) => [burst.key, burst]));
  /** By id. Invariant: at least one member's incident has the group's id as its `group`, but for those lost at a bound. */
  const groups = new Map<string, Group>(
    structuredClone(saved?.groups ?? []).map((group) => [group.incident.id, group]),
  );
  let hasNews = false;

  function keyOf({ machine, substance }: Incident): string | null {
    const { by, window } = options;
    if (by === 'none' || window <= 0 || machine === null) return null;
    const { severity, cause, remote } = substance;
    if (by === 'peer' && remote.host === null) return null;
    return JSON.stringify([severity, cause, machine, ...(by === 'peer' ? [remote.host] : [])]);
  }

  /** True when it is kept back. Call when it is due. */
  function hold(incident: Incident, clock: number): boolean {
    const key = keyOf(incident);
    if (key === null) return false;
    const at = incident.lastAt;
    const before = bursts.get(key);
    if (before !== undefined && clock >= before.until) close(before, clock);
    const burst = bursts.get(key);
    // What is read late is judged by the times of the log.
    const isNear = burst?.at == null || at === null || Math.abs(at - burst.at) <= options.window;
    hasNews = true;
    if (burst === undefined || !isNear) {
      if (burst !== undefined) close(burst, clock);
      bursts.set(key, { key, by: options.by as Burst['by'], until: clock + options.window, at, held: [] });
      return false;
    }
    burst.at = at;
    burst.held.push(incident.id);
    incident.phase = 'held';
    return true;
  }

  function tellAlone(incident: Incident): void {
    tell(incident, 'raised', isoOf(incident.lastAt, incident.seenAt));
    if (incident.over === null) return;
    incidents.remove(incident);
    recoverTold(incident, incident.over);
  }

  /** Says that what was told works again. */
  function recoverTold(incident: Incident, { at, clock, summary, evidence }: Mended, more: Partial<Alert> = {}): void {
    const { downSince } = incident;
    const downtime = at === null || downSince === null ? null : Math.max(0, Math.round((at - downSince) / 1000));
    tell(incident, 'recovered', isoOf(at, clock), { summary, fix: [], evidence, downtime, ...more });
  }

  function tellTogether(burst: Burst, all: readonly Incident[], clock: number): void {
    const members = all.map((incident) => memberOf(incident, incident.over !== null));
    const substance = groupSubstance(around.makeId(), all, members);
    const about = { mends: 'never', keys: [], child: null, machine: null } as const;
    const incident = beginIncident(substance, about, null, clock);
    const times = (pick: (one: Incident) => number | null) => all.map(pick).filter((at) => at !== null);
    const least = (list: readonly number[]) => (list.length === 0 ? null : Math.min(...list));
    const most = (list: readonly number[]) => (list.length === 0 ? null : Math.max(...list));
    incident.count = all.reduce((sum, { count }) => sum + count, 0);
    incident.firstAt = least(times(({ firstAt }) => firstAt));
    incident.lastAt = most(times(({ lastAt }) => lastAt));
    incident.downSince = least(times(({ downSince }) => downSince));
    const group: Group = { by: burst.by, incident, members };
    groups.set(incident.id, group);
    for (const one of all) {
      one.phase = 'grouped';
      one.group = incident.id;
      if (one.over !== null) incidents.remove(one);
    }
    tell(incident, 'raised', isoOf(incident.lastAt, clock), { group: shown(burst.by, members) });
    const last =
      all
        .map(({ over }) => over)
        .sort((a, b) => (a?.at ?? 0) - (b?.at ?? 0))
        .at(-1) ?? null;
    if (members.every(({ isUp }) => isUp)) recoverGroup(group, last!);
  }

  /** `last`: how the last of them was seen to work again. */
  function recoverGroup(group: Group, last: Mended): void {
    const { incident, members, by } = group;
    groups.delete(incident.id);
    const span = last.at === null || incident.downSince === null ? null : last.at - incident.downSince;
    const summary = allMended(incident.substance.cause, members, span);
    recoverTold(incident, { ...last, summary }, { group: shown(by, members) });
  }

  /** The window is over. */
  function close(burst: Burst, clock: number): void {
    bursts.delete(burst.key);
    const all = burst.held.map((id) => incidents.get(id)).filter((one) => one?.phase === 'held') as Incident[];
    hasNews = true;
    if (all.length < Math.max(2, options.from)) {
      for (const one of all) tellAlone(one);
      return;
    }
    tellTogether(burst, all, clock);
    const until = burst.until + options.window;
    if (options.by === burst.by && until > clock) bursts.set(burst.key, { ...burst, until, held: [] });
  }

  function watchGroup(group: Group, clock: number, interval: number, isQueued: (id: string) => boolean): void {
    const { incident, members, by } = group;
    for (const member of members) member.isUp ||= incidents.get(member.incident)?.group !== incident.id;
    // What its members said was lost at a bound.
    if (members.every(({ isUp }) => isUp)) groups.delete(incident.id);
    else if (incident.count > incident.toldCount && clock - incident.toldAt >= interval && !isQueued(incident.id)) {
      const summary = stillBroken(incident.substance.cause, members);
      tell(incident, 'repeated', isoOf(incident.lastAt, incident.seenAt), { summary, group: shown(by, members) });
    }
  }

  return {
    hold,
    /** An incident that belongs to a group was seen again. */
    again(incident: Incident): void {
      const group = incident.group === null ? undefined : groups.get(incident.group);
      if (group === undefined) return;
      group.incident.count++;
      group.incident.lastAt = incident.lastAt;
      group.incident.seenAt = incident.seenAt;
    },
    /** One that belongs to a group works again, and is not among the incidents any more. */
    recover(incident: Incident, mended: Mended): void {
      const group = incident.group === null ? undefined : groups.get(incident.group);
      if (group === undefined) return;
      for (const member of group.members) if (member.incident === incident.id) member.isUp = true;
      if (group.members.some(({ isUp }) => !isUp)) return;
      if (around.withdraw(incident.group!)) groups.delete(incident.group!);
      else recoverGroup(group, mended);
    },
    recoverTold,
    /** Tells what is due at that time of the clock. */
    tick(clock: number, interval: number, isQueued: (id: string) => boolean): void {
      for (const burst of [...bursts.values()]) {
        // A clock that was set back must not keep anything back for longer.
        burst.until = Math.min(burst.until, clock + options.window);
        if (clock >= burst.until) close(burst, clock);
      }
      for (const group of [...groups.values()]) watchGroup(group, clock, interval, isQueued);
    },
    configure(next: GroupingOptions): void {
      options = next;
    },
    /** Something was kept back or told since this was asked last: after a crash it should not begin anew. */
    takeNews(): boolean {
      const had = hasNews;
      hasNews = false;
      return had;
    },
    save: (): SavedGrouping => structuredClone({ bursts: [...bursts.values()], groups: [...groups.values()] }),
  };
}
