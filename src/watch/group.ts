/**
 * Room 8: what several incidents that are told together say. The incidents and the list of their connections enter; the substance of one alert leaves.
 */
import type { Certainty } from '../triage/index.ts';
import type { AlertGroup, AlertMember } from './alert.ts';
import { type Incident, type Substance, spanOf } from './incident.ts';
import { cut } from './sinks/sink.ts';

/** Connections that an alert lists, and those that its sentence names. */
const MAX_LISTED = 50;
const MAX_NAMED = 5;
const MAX_NAME = 100;
const MAX_EVIDENCE = 16;
/** The least certain first. */
const CERTAINTIES: readonly Certainty[] = ['possible', 'likely', 'proven'];

export const GROUP_BY = ['cause', 'peer', 'none'] as const;

/** What is told together: breaks of one cause (and severity, and machine), or these with one peer's address. */
export interface GroupingOptions {
  readonly by: (typeof GROUP_BY)[number];
  /** Milliseconds. No break is kept back for longer. */
  readonly window: number;
  /** Fewer are told one by one. */
  readonly from: number;
}

/** Plain data. `incident`: what it is about, whose `group` says whether it still belongs here. */
export interface Member extends AlertMember {
  readonly incident: string;
  isUp: boolean;
}

export function memberOf({ id, child, substance }: Incident, isUp: boolean): Member {
  return {
    incident: id,
    connection: cut(substance.connection ?? '', MAX_NAME),
    child: child === null ? null : cut(child, MAX_NAME),
    host: substance.remote.host,
    isUp,
  };
}

const nameOf = ({ connection, child }: AlertMember) => (child === null ? connection : `${connection}{${child}}`);

function sizeOf(members: readonly Member[]): string {
  const count = new Set(members.map(({ connection }) => connection)).size;
  const connections = count === 1 ? '1 connection' : `${count} connections`;
  return count === members.length ? connections : `${connections} (${members.length} of their parts)`;
}

function named(members: readonly Member[]): string {
  const names = members.slice(0, MAX_NAMED).map(nameOf).join(', ');
  return members.length > MAX_NAMED ? `${names} and ${members.length - MAX_NAMED} more` : names;
}

/** As the alert shows it: what is broken first. */
export function shown(by: AlertGroup['by'], members: readonly Member[]): AlertGroup {
  const broken = members.filter(({ isUp }) => !isUp);
  const all = [...broken, ...members.filter(({ isUp }) => isUp)];
  return {
    by,
    size: members.length,
    broken: broken.length,
    connections: all
      .slice(0, MAX_LISTED)
      .map(({ connection, child, host, isUp }) => ({ connection, child, host, isUp })),
  };
}

const common = <T>(values: readonly T[]): T | null => (new Set(values).size === 1 ? values[0]! : null);

/** In: incidents of one cause, at least one. */
export function groupSubstance(id: string, incidents: readonly Incident[], members: readonly Member[]): Substance {
  const first = incidents[0]!.substance;
  const host = common(incidents.map(({ substance }) => substance.remote.host));
  const local = common(incidents.map(({ substance }) => substance.local.host));
  // As certain as the least of them.
  const rank = (certainty: Certainty) => CERTAINTIES.indexOf(certainty);
  const certainty = incidents.map(({ substance }) => substance.certainty).sort((a, b) => rank(a) - rank(b))[0]!;
  const withWhom = host === null ? '' : ` with ${host}`;
  const summary = `${first.cause} on ${sizeOf(members)}${withWhom} at once: ${named(members)}. The first: ${first.summary}`;
  return {
    ...first,
    id,
    connection: null,
    local: { host: local, port: null, id: null },
    remote: { host, port: null, id: null },
    certainty,
    summary,
    evidence: incidents.flatMap(({ substance }) => substance.evidence.slice(-1)).slice(0, MAX_EVIDENCE),
  };
}

/** The sentence of `repeated`: what is broken still. */
export function stillBroken(cause: string, members: readonly Member[]): string {
  const broken = members.filter(({ isUp }) => !isUp);
  return `${cause} goes on: ${broken.length} of ${members.length} that broke together are still broken: ${named(broken)}.`;
}

/** The sentence of `recovered`. `span`: milliseconds from the first that broke to the last that works, null where that is not known. */
export function allMended(cause: string, members: readonly Member[], span: number | null): string {
  const after = span === null ? '' : `, the last after ${spanOf(span)}`;
  return `What ${cause} had broken works again on ${sizeOf(members)}${after}: ${named(members)}.`;
}
