/**
 * Room 7: what the rooms found out, as the objects of the report interface: exact names, null for what is unknown, times as ISO 8601.
 * Plain values leave; text in them is raw.
 */
import type { ChildSa, Daemon, IkeEvent, IkeSa } from '../negotiation/index.ts';
import { connectionName, type Session } from '../sessions/index.ts';
import type { Finding, Fix } from '../triage/index.ts';
import type { InputReport, PeerReport, Report } from './report.ts';
import { createEndsShapes, peerShape } from './shapes-both-ends.ts';
import { isoTime } from './times.ts';

/** `file` and `line` are those of the first line of the change that has a place; `inFile` has all of them, in the format of the file. */
function fixShape(fix: Fix): object {
  const first = fix.inFile?.lines.find(({ place }) => place !== null)?.place ?? null;
  return {
    where: fix.where,
    text: fix.text,
    config: fix.config,
    ipsecConf: fix.ipsecConf ?? null,
    ...(first === null || fix.inFile === undefined
      ? {}
      : { file: first.file, line: first.line, inFile: { format: fix.inFile.format, lines: fix.inFile.lines } }),
  };
}

export const SCHEMA = 'ike-trace/report/1';

/**
 * How times are written. Each is local to its log, with the offset if the log states one; where the input leaves out its zone or its
 * date, no offset is given, and the input says so in `assumed`.
 */
export interface Shapes {
  /** The logs of both ends are joined: call before anything joined is written. */
  notePeer(peer: PeerReport): void;
  /** How they were joined. */
  peer(report: Report): object;
  /** Call before anything of that input is written. */
  noteInput(input: InputReport): void;
  noteEvent(event: IkeEvent, daemon: Daemon): void;
  input(input: InputReport): object;
  event(event: IkeEvent): object;
  /** Without its events. */
  ikeSa(sa: IkeSa): object;
  connection(session: Session, findings: readonly Finding[]): object;
  finding(finding: Finding): object;
}

/** An IKE_SA's id may change when its unique id becomes known; a stream must go on with the first. */
export type IdOf = (sa: IkeSa) => string;

const finite = (n: number | null): number | null => (n === null || !Number.isFinite(n) ? null : n);

function natOf(sa: IkeSa): string | null {
  if (sa.natLocal && sa.natRemote) return 'both';
  if (sa.natLocal) return 'local';
  if (sa.natRemote) return 'remote';
  return sa.natKnown ? 'none' : null;
}

/** Log lines by source. Two stretches of one file (before and after a rotation) are one list. */
export function linesOf(sa: IkeSa): object {
  const lists = new Map<string, number[]>();
  for (const [source, list] of sa.lines) {
    const known = lists.get(source.name);
    lists.set(source.name, known === undefined ? list : [...known, ...list]);
  }
  return Object.fromEntries(lists);
}

const childName = (child: ChildSa) => (child.uniqueId === null ? child.name : `${child.name}{${child.uniqueId}}`);

/** Lines that belong to no IKE_SA; `couldBe`: those that could be any of a few. */
export function unattributedOf(report: Report, idOf: IdOf): object {
  let lines = 0;
  for (const n of report.unattributed.values()) lines += n;
  const couldBe = (report.undecided ?? []).map(({ source, lines, among, ikeSas }) => ({
    source: source.name,
    lines,
    among,
    ikeSas: ikeSas.map(idOf),
  }));
  return { lines, byPattern: Object.fromEntries(report.unattributed), couldBe };
}

export function createShapes(idOf: IdOf, peerStreams: ReadonlySet<string> | null): Shapes {
  const ends = createEndsShapes(idOf, peerStreams);
  /** Sources whose lines do not fix a point in time. */
  const isVague = new Set<string>();
  /** The offset last seen in a daemon's lines, for times that have no line of their own. */
  const zones = new Map<Daemon, number>();
  const names = new Map<IkeSa, string>();

  const time = (at: number, zone: number, source: string) => isoTime(at, zone, !isVague.has(source));
  const timeOfEvent = (e: IkeEvent) => time(e.at, e.zone, e.source.name);

  /** A time of an IKE_SA is the time of one of its events. */
  function timeIn(sa: IkeSa, at: number): string | null {
    if (Number.isNaN(at)) return null;
    const event = sa.events.find((e) => e.at >= at) ?? sa.events.at(-1);
    return time(at, event?.zone ?? zones.get(sa.daemon) ?? Number.NaN, event?.source.name ?? sa.daemon.source);
  }

  function noteInput(input: InputReport): void {
    if (input.assumed.includes('zone') || input.assumed.includes('date')) isVague.add(input.source);
  }

  function daemonShape(d: Daemon): object {
    const timeOf = (at: number) => time(at, zones.get(d) ?? Number.NaN, d.source);
    return {
      id: d.id,
      host: d.speaker.host,
      pid: d.speaker.pid,
      program: d.speaker.program,
      version: d.version,
      startedAt: timeOf(d.startedAt),
      endedAt: timeOf(d.endedAt),
      endedBy: d.endedBy,
    };
  }

  function childShape(child: ChildSa, sa: IkeSa): object {
    return {
      name: child.name,
      uniqueId: child.uniqueId,
      reqid: child.reqid,
      spiIn: child.spiIn,
      spiOut: child.spiOut,
      tsLocal: child.tsLocal,
      tsRemote: child.tsRemote,
      protocol: child.protocol,
      proposal: child.proposal,
      outcome: child.outcome,
      bytesIn: finite(child.bytesIn),
      bytesOut: finite(child.bytesOut),
      startedAt: timeIn(sa, child.startedAt),
      installedAt: timeIn(sa, child.installedAt),
      endedAt: timeIn(sa, child.endedAt),
    };
  }

  function ikeSaShape(sa: IkeSa): object {
    return {
      id: idOf(sa),
      ...ends.side(sa.daemon.speaker.stream),
      daemon: sa.daemon.id,
      uniqueId: sa.uniqueId,
      connection: sa.name,
      role: sa.role,
      ikeVersion: sa.version,
      local: { host: sa.local.host, port: sa.local.port, id: sa.local.id },
      remote: { host: sa.remote.host, port: sa.remote.port, id: sa.remote.id },
      nat: natOf(sa),
      startedAt: timeIn(sa, sa.startedAt),
      establishedAt: timeIn(sa, sa.establishedAt),
      endedAt: timeIn(sa, sa.endedAt),
      outcome: sa.outcome,
      everEstablished: sa.everEstablished,
      stage: sa.stage,
      authentication: { local: sa.authLocal, remote: sa.authRemote },
      proposal: sa.proposal,
      continues: sa.continues === null ? null : { id: idOf(sa.continues.ikeSa), how: sa.continues.how },
      certain: sa.certain,
      eventsDropped: sa.eventsDropped,
      children: sa.children.map((child) => childShape(child, sa)),
      ...ends.partner(sa),
    };
  }

  /** The findings of each IKE_SA; made for a list once, as there may be many connections. */
  const bySa = new WeakMap<readonly Finding[], Map<IkeSa, Finding[]>>();
  function findingsOf(findings: readonly Finding[]): Map<IkeSa, Finding[]> {
    let map = bySa.get(findings);
    if (map !== undefined) return map;
    map = new Map();
    for (const finding of findings) {
      if (finding.ikeSa === null) continue;
      const list = map.get(finding.ikeSa);
      if (list === undefined) map.set(finding.ikeSa, [finding]);
      else list.push(finding);
    }
    bySa.set(findings, map);
    return map;
  }

  function connectionShape(session: Session, findings: readonly Finding[]): object {
    const found = findingsOf(findings);
    const name = connectionName(session.name, session.local, session.remote);
    for (const sa of session.ikeSas) names.set(sa, name);
    const last = session.ikeSas.at(-1)!;
    return {
      name,
      ...ends.side(session.daemon.speaker.stream),
      daemon: session.daemon.id,
      attempts: session.attempts,
      up: session.isUp,
      upSince: Number.isFinite(session.upSince) ? timeIn(last, session.upSince) : null,
      downSince: Number.isFinite(session.downSince) ? timeIn(last, session.downSince) : null,
      ikeSas: session.ikeSas.map(idOf),
      findings: session.ikeSas.flatMap((sa) => found.get(sa) ?? []).map((f) => f.id),
    };
  }

  function findingShape(f: Finding): object {
    const sa = f.ikeSa;
    const first = f.evidence[0]!;
    const timeOf = (at: number) => time(at, f.evidence.find((e) => e.at === at)?.zone ?? first.zone, first.source.name);
    return {
      id: f.id,
      at: timeOf(f.at),
      severity: f.severity,
      symptom: f.symptom,
      causes: f.causes.map(({ cause, certainty, reason }) => ({ cause, certainty, reason })),
      connection: sa === null ? null : (names.get(sa) ?? connectionName(sa.name, sa.local.host, sa.remote.host)),
      ikeSa: sa === null ? null : idOf(sa),
      childSa: f.childSa == null ? null : childName(f.childSa),
      role: f.role,
      stage: f.stage,
      summary: f.summary,
      difference: f.difference ?? null,
      evidence: f.evidence.map((e) => ({ source: e.source.name, line: e.line, text: e.text })),
      fix: f.fix.map(fixShape),
      wouldSettle: f.wouldSettle ?? null,
      count: f.count,
      firstAt: timeOf(f.firstAt),
      lastAt: timeOf(f.lastAt),
      ...ends.finding(f),
    };
  }

  return {
    notePeer: ends.note,
    peer: peerShape,
    noteInput,
    noteEvent(event, daemon) {
      zones.set(daemon, event.zone);
    },
    input: (input) => ({
      source: input.source,
      ...(input.side === undefined ? {} : { side: input.side }),
      dialect: input.dialect,
      lines: input.lines,
      charonLines: input.charonLines,
      recognised: input.recognised,
      unrecognised: input.unrecognised,
      duplicates: input.duplicates,
      lost: input.lost,
      order: input.order,
      daemons: input.daemons.map(daemonShape),
      assumed: input.assumed,
      hints: input.hints,
    }),
    event: (event) => ({
      at: timeOfEvent(event),
      type: event.type,
      source: event.source.name,
      line: event.line,
      ...event.fields,
      ...(event.count === 1 ? {} : { count: event.count }),
    }),
    ikeSa: ikeSaShape,
    connection: connectionShape,
    finding: findingShape,
  };
}
