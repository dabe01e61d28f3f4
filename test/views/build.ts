/**
 * Hand-made IKE_SAs, events and findings for the tests of this room, with values of documentation ranges.
 */
import type { Source } from '../../src/intake/index.ts';
import type { Speaker } from '../../src/lines/index.ts';
import { createChildSa } from '../../src/negotiation/child-sa.ts';
import { createDaemon } from '../../src/negotiation/daemon.ts';
import { createIkeSa } from '../../src/negotiation/ike-sa.ts';
import {
  type Daemon,
  type EventOf,
  type EventType,
  type IkeEvent,
  type IkeSa,
  numberOf,
} from '../../src/negotiation/index.ts';
import { gatherSessions } from '../../src/sessions/index.ts';
import type { Finding } from '../../src/triage/index.ts';
import { createView, type Format, type InputReport, type Report, type ViewOptions } from '../../src/views/index.ts';

export const START = Date.UTC(2026, 10, 23, 9, 3, 11, 100);

export const source: Source = { id: 0, name: 'moon.log', stream: 'moon.log', live: false };
export const speaker: Speaker = { id: 0, stream: 'moon.log', host: 'moon', program: 'charon', pid: 77 };

export const makeDaemon = (id = 'd1'): Daemon => createDaemon(id, speaker, source.name);

/** The daemon of all that is not told otherwise: IKE_SAs of one name are then one connection. */
const MOON = makeDaemon();

/** An event `ms` after START at line `line`; the text is what a test needs of it. */
export function event<T extends EventType>(
  type: T,
  fields: EventOf<T>['fields'],
  text: string,
  ms = 0,
  line = 1,
): EventOf<T> {
  return {
    type,
    number: numberOf(type),
    fields,
    text,
    at: START + ms,
    zone: 60,
    source,
    line,
    count: 1,
  } as unknown as EventOf<T>;
}

export const sent = (exchange: string, direction: string, mid: number, payloads: string, ms = 0, line = 1) =>
  event(
    'message.generated',
    { exchange, direction, mid, payloads },
    `generating ${exchange} ${direction} ${mid} ${payloads}`,
    ms,
    line,
  );

export const got = (exchange: string, direction: string, mid: number, payloads: string, ms = 0, line = 1) =>
  event(
    'message.parsed',
    { exchange, direction, mid, payloads },
    `parsed ${exchange} ${direction} ${mid} ${payloads}`,
    ms,
    line,
  );

export const retransmit = (n: number, ms: number, line = 1) =>
  event(
    'retransmit.sent',
    { n, mid: 0, seq: undefined, direction: undefined },
    `retransmit ${n} of request with message ID 0`,
    ms,
    line,
  );

export interface SaParts {
  readonly name?: string | null;
  readonly uid?: number;
  readonly daemon?: Daemon;
  readonly serial?: number;
  readonly outcome?: IkeSa['outcome'];
  readonly events?: readonly IkeEvent[];
}

/** An IKEv2 initiator of connection `home`, 192.0.2.1 to 192.0.2.2, that failed unless told otherwise. */
export function makeSa(parts: SaParts = {}): IkeSa {
  const uid = parts.uid ?? 1;
  const events = parts.events ?? [];
  const sa = createIkeSa(parts.daemon ?? MOON, parts.serial ?? uid, uid, events[0]?.at ?? START);
  sa.name = parts.name === undefined ? 'home' : parts.name;
  sa.role = 'initiator';
  sa.version = 2;
  sa.local.host = '192.0.2.1';
  sa.remote.host = '192.0.2.2';
  sa.outcome = parts.outcome ?? 'failed';
  sa.stage = 'IKE_SA_INIT';
  sa.events.push(...events);
  sa.lastAt = events.at(-1)?.at ?? sa.startedAt;
  if (sa.outcome === 'established') {
    sa.everEstablished = true;
    sa.establishedAt = sa.startedAt;
  } else if (sa.outcome !== 'open') sa.endedAt = sa.lastAt;
  sa.lines = new Map([[source, events.map((e) => e.line)]]);
  return sa;
}

/** Gives the IKE_SA a CHILD_SA `net` that is installed. */
export function withChild(sa: IkeSa): IkeSa {
  const child = createChildSa('net', 1, sa, START);
  child.outcome = 'installed';
  child.installedAt = START;
  child.spiIn = 'c1d2e3f4';
  sa.children.push(child);
  return sa;
}

/** The refusal of the first message: request, answer, remark. */
export const refusal = (): IkeEvent[] => [
  sent('IKE_SA_INIT', 'request', 0, '[ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]', 0, 10),
  got('IKE_SA_INIT', 'response', 0, '[ N(NO_PROP) ]', 38, 12),
  event('notify.error.received', { notify: 'NO_PROPOSAL_CHOSEN' }, 'received NO_PROPOSAL_CHOSEN notify error', 38, 13),
];

export function makeFinding(sa: IkeSa | null, parts: Partial<Finding> = {}): Finding {
  const evidence = parts.evidence ?? sa?.events.slice(-1) ?? [];
  const at = evidence[0]?.at ?? START;
  return {
    id: 'f1',
    at,
    severity: 'error',
    symptom: 'no-proposal-chosen',
    causes: [{ cause: 'ike-proposal-mismatch', certainty: 'proven', reason: 'both lists are in the log' }],
    summary: 'Nothing in common with 192.0.2.2.',
    difference: null,
    fix: [
      {
        where: 'local',
        text: 'Accept what the peer offers',
        config: ['proposals = aes128-sha256-ecp256'],
        ipsecConf: ['ike=aes128-sha256-ecp256!'],
      },
    ],
    wouldSettle: null,
    ikeSa: sa,
    role: sa?.role ?? null,
    stage: sa?.stage ?? null,
    count: 1,
    firstAt: at,
    lastAt: at,
    ...parts,
    evidence,
  };
}

export function makeInput(parts: Partial<InputReport> = {}): InputReport {
  return {
    source: source.name,
    dialect: 'charon-file',
    lines: 20,
    charonLines: 18,
    recognised: 17,
    unrecognised: 1,
    duplicates: 0,
    lost: 0,
    order: 'oldest-first',
    daemons: [],
    assumed: [],
    hints: [],
    ...parts,
  };
}

export function makeReport(
  ikeSas: readonly IkeSa[],
  findings: readonly Finding[] = [],
  inputs: readonly InputReport[] = [makeInput()],
): Report {
  return { inputs, ikeSas, sessions: gatherSessions(ikeSas), findings, unattributed: new Map(), notes: [] };
}

export const options: Omit<ViewOptions, 'write'> = {
  format: 'text',
  live: false,
  colour: false,
  width: 100,
  brief: false,
  failuresOnly: false,
  connection: null,
  peer: null,
  since: Number.NaN,
  until: Number.NaN,
};

/** What a format writes of a run: each event as a step, then each finding, then the end. */
export function written(format: Format, report: Report, changed: Partial<ViewOptions> = {}): string {
  let text = '';
  const view = createView({
    ...options,
    format,
    write: (more) => {
      text += more;
    },
    ...changed,
  });
  for (const input of report.inputs) view.input?.(input);
  for (const ikeSa of report.ikeSas) for (const e of ikeSa.events) view.step({ event: e, daemon: ikeSa.daemon, ikeSa });
  for (const finding of report.findings) view.finding(finding);
  view.end(report);
  return text;
}
