/**
 * Room 4: what a line says of whom it is about: addresses, names, identities, numbers. Values that one line names together belong together; that is how a
 * line without address is told from the like line of another connection. Values are a stranger's text: they are only ever compared.
 */
import type { EventOf, EventType, IkeEvent } from './event.ts';
import { splitEndpoint } from './ike-sa.ts';
import { errorNotify, hasPayload } from './payloads.ts';

/** What a value is. */
export const CLASSES = [
  'local',
  'remote',
  'port',
  'uid',
  'name',
  'localId',
  'remoteId',
  'cuid',
  'child',
  'spi',
  'ts',
  'mid',
  'next',
  'error',
  'answer',
  'read',
  'size',
] as const;
export type ClueClass = (typeof CLASSES)[number];

/** A value. One object each: compared by identity. `sure`: what lines name beside it; `likely`: what else was in its jobs. */
export interface Clue {
  /** Counted from 0. */
  readonly serial: number;
  readonly is: ClueClass;
  readonly value: string;
  readonly sure: Partners;
  readonly likely: Partners;
}

type Partners = Map<ClueClass, Set<Clue>>;

/** By field name, where the field means the same in every event. */
const FIELDS: { readonly [field: string]: ClueClass } = {
  uid: 'uid',
  cuid: 'cuid',
  child: 'child',
  spi: 'spi',
  localId: 'localId',
  remoteId: 'remoteId',
};

const isV1 = (exchange: string) => /^(ID_PROT|AGGRESSIVE|QUICK_MODE|TRANSACTION|INFORMATIONAL_V1)$/.test(exchange);

/** The message ID of the request that would follow a response in its job: one more, unless the same request is to be made again. */
function nextOwn({ fields }: EventOf<'message.parsed'>): number | undefined {
  if (fields.direction !== 'response' || isV1(fields.exchange)) return undefined;
  return fields.exchange === 'IKE_SA_INIT' && !hasPayload(fields.payloads, 'SA') ? fields.mid : fields.mid + 1;
}

/** Said of a response that reports no error. */
const NO_ERROR = 'none';

const noneIn = ({ fields }: EventOf<'message.parsed'> | EventOf<'message.generated'>): string | undefined =>
  fields.direction === 'response' && /^(IKE_AUTH|CREATE_CHILD_SA|QUICK_MODE)$/.test(fields.exchange)
    ? NO_ERROR
    : undefined;

/** What is answered after a line that says what is wrong. */
const ANSWERS: ReadonlyMap<EventType, string> = new Map<EventType, string>([
  ['proposals.child.unacceptable', 'NO_PROPOSAL_CHOSEN'],
  ['proposals.ike.unacceptable', 'NO_PROPOSAL_CHOSEN'],
  ['lookup.peer.none', 'AUTHENTICATION_FAILED'],
]);

const host = (text: unknown) => splitEndpoint(String(text)).host;

/** What an event says; empty for most. */
function cluesOf(event: IkeEvent, clueOf: (is: ClueClass, value: string) => Clue): Clue[] {
  const clues: Clue[] = [];
  const add = (is: ClueClass, value: unknown) => {
    if (value === undefined || value === null) return;
    const text = String(value);
    if (!text.startsWith('%')) clues.push(clueOf(is, text));
  };
  const fields = event.fields as { readonly [field: string]: unknown };
  for (const field in FIELDS) if (field in fields) add(FIELDS[field]!, fields[field]);
  switch (event.type) {
    case 'packet.received':
      add('local', host(event.fields.to));
      add('remote', host(event.fields.from));
      add('port', splitEndpoint(event.fields.from).port);
      add('size', event.fields.bytes);
      break;
    case 'packet.sent':
      add('local', host(event.fields.from));
      add('remote', host(event.fields.to));
      add('port', splitEndpoint(event.fields.to).port);
      break;
    case 'message.parsed':
      add('next', nextOwn(event));
      add('error', errorNotify(event.fields.payloads) ?? noneIn(event));
      add('mid', event.fields.direction === 'request' ? `${event.fields.exchange} ${event.fields.mid}` : undefined);
      add('read', `${event.fields.exchange} ${event.fields.direction} ${event.fields.payloads}`);
      break;
    case 'message.generated':
      add('answer', errorNotify(event.fields.payloads) ?? noneIn(event));
      if (event.fields.direction === 'request' && !isV1(event.fields.exchange)) add('next', event.fields.mid);
      add('mid', event.fields.direction === 'response' ? `${event.fields.exchange} ${event.fields.mid}` : undefined);
      break;
    case 'ike.established':
    case 'ike.rekeyed':
    case 'ike.deleting':
    case 'lookup.peer':
    case 'lookup.ike.none':
      if (event.type === 'lookup.ike.none') add('answer', 'NO_PROPOSAL_CHOSEN');
      add('local', event.fields.local);
      add('remote', event.fields.remote);
      if ('name' in event.fields) add('name', event.fields.name);
      break;
    case 'ike.initiating':
    case 'ike.peer-initiating':
      add('remote', event.fields.peer);
      add('name', event.fields.name);
      break;
    case 'ike.delete.sent':
    case 'ike.delete.received':
    case 'lookup.peer.selected':
      add('name', event.fields.name);
      break;
    case 'endpoint.changed':
      add(event.fields.side?.startsWith('local') === true ? 'local' : 'remote', host(event.fields.to));
      break;
    case 'auth.own':
      add('localId', event.fields.id);
      break;
    case 'auth.peer':
    case 'auth.public-key.untrusted':
      add('remoteId', event.fields.id);
      break;
    case 'auth.psk.mismatch':
    case 'auth.psk.missing':
      if (event.type === 'auth.psk.mismatch') add('answer', 'AUTHENTICATION_FAILED');
      add('localId', event.fields.local);
      add('remoteId', event.fields.remote);
      break;
    case 'notify.child.received':
    case 'notify.error.received':
      add('error', event.fields.notify);
      break;
    case 'child.established':
      add('error', NO_ERROR);
      add('answer', NO_ERROR);
      add('spi', event.fields.spiIn);
      add('spi', event.fields.spiOut);
      add('ts', `${event.fields.tsLocal} === ${event.fields.tsRemote}`);
      break;
    case 'child.closing':
      add('spi', event.fields.spiIn);
      add('spi', event.fields.spiOut);
      add('ts', `${event.fields.tsLocal} === ${event.fields.tsRemote}`);
      break;
    case 'ts.unacceptable':
      add('answer', 'TS_UNACCEPTABLE');
      add('ts', `${event.fields.tsLocal} === ${event.fields.tsRemote}`);
      break;
    default:
      add('answer', ANSWERS.get(event.type));
  }
  return clues;
}

/** How much two different values of a class in one job speak against it: a job may close several CHILD_SAs, but has one peer. */
const AGAINST: { readonly [C in ClueClass]: number } = {
  local: -12,
  remote: -12,
  port: 0,
  uid: -3,
  name: -5,
  localId: -8,
  remoteId: -8,
  cuid: -2,
  child: -1,
  spi: 0,
  ts: 0,
  mid: -10,
  next: -8,
  error: -8,
  answer: -8,
  read: 0,
  size: 0,
};

/** Values seen with more others than that tell nothing: the own address of a gateway. */
const MOST_PARTNERS = 48;

/** Values remembered; the oldest are forgotten first. */
const MOST_VALUES = 50_000;

/** Classes whose values name somebody. The size of a packet and what was read in it go together as well. */
const NAMES: ReadonlySet<ClueClass> = new Set([
  'local',
  'remote',
  'uid',
  'name',
  'localId',
  'remoteId',
  'cuid',
  'child',
  'spi',
  'ts',
]);
const goTogether = (one: ClueClass, other: ClueClass) =>
  one !== other &&
  ((NAMES.has(one) && NAMES.has(other)) ||
    (one === 'size' && other === 'read') ||
    (one === 'read' && other === 'size'));

function note(partners: Partners, other: Clue): void {
  const set = partners.get(other.is);
  if (set === undefined) partners.set(other.is, new Set([other]));
  else if (set.size <= MOST_PARTNERS) set.add(other);
}

/** The values of one log. */
export function createClues() {
  const known = new Map<string, Clue>();
  let serial = 0;

  function clueOf(is: ClueClass, value: string): Clue {
    const key = `${is} ${value}`;
    let clue = known.get(key);
    if (clue === undefined) {
      if (known.size >= MOST_VALUES) known.delete(known.keys().next().value!);
      clue = { serial: serial++, is, value, sure: new Map(), likely: new Map() };
      known.set(key, clue);
    }
    return clue;
  }

  return {
    /** What an event says; its values are acquainted from now on. */
    read(event: IkeEvent | null): readonly Clue[] {
      if (event === null) return NOTHING;
      const clues = cluesOf(event, clueOf);
      for (const one of clues)
        for (const other of clues) if (NAMES.has(one.is) && goTogether(one.is, other.is)) note(one.sure, other);
      return clues;
    },
  };
}

const NOTHING: readonly Clue[] = [];

/** A job has these values: what is in one job goes together, likely. */
export function introduce(job: readonly Clue[], line: readonly Clue[]): void {
  for (const one of job)
    for (const other of line)
      if (goTogether(one.is, other.is)) {
        note(one.likely, other);
        note(other.likely, one);
      }
}

/** What the acquaintances of one value say of another: above 0 for, -1 against, 0 nothing. */
function half(partners: Partners, other: Clue): number {
  const set = partners.get(other.is);
  if (set === undefined || set.size > MOST_PARTNERS) return 0;
  return set.has(other) ? 1 / set.size : -1;
}

/** How much what lines name together weighs, and what was merely in one job; for and against. */
const SURE = { for: 2, against: 4 };
const LIKELY = { for: 1, against: 1 };
const LIKELY_MOST = 3;

const weigh = (said: number, by: typeof SURE) => (said < 0 ? said * by.against : said * by.for);

/** A CHILD_SA is often called after its connection. Both names are the administrator's. */
const NAMESAKE = 1.5;

function namesake(one: Clue, other: Clue): number {
  if (one.is === 'child' && other.is === 'name') return one.value.includes(other.value) ? NAMESAKE : 0;
  return one.is === 'name' && other.is === 'child' && other.value.includes(one.value) ? NAMESAKE : 0;
}

/** Beyond that, more that speaks for a job counts for little: it must not outweigh the order of lines. */
const ENOUGH = 3;
const SURPLUS = 0.1;
/** About the most that values can speak for a job. */
export const MOST_SPOKEN = 6;

/** How much a line's values speak for its being the job's that has these; below 0 against. What speaks against is not outweighed by what speaks for. */
export function speaksFor(job: readonly Clue[], line: readonly Clue[]): number {
  let pro = 0;
  let contra = 0;
  let likely = 0;
  for (const clue of line) {
    for (const other of job) {
      if (other.is === clue.is) {
        if (other === clue) pro++;
        else contra += AGAINST[clue.is];
      } else if (goTogether(clue.is, other.is)) {
        const sure = weigh(half(clue.sure, other), SURE) + weigh(half(other.sure, clue), SURE);
        if (sure > 0) pro += sure;
        else contra += sure;
        likely += weigh(half(clue.likely, other), LIKELY) + weigh(half(other.likely, clue), LIKELY);
        likely += namesake(clue, other);
      }
    }
  }
  pro += Math.max(-LIKELY_MOST, Math.min(LIKELY_MOST, likely));
  return contra + (pro > ENOUGH ? ENOUGH + (pro - ENOUGH) * SURPLUS : pro);
}
