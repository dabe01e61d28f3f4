/**
 * Room 4: what a line says of whom it is about: addresses, names, identities, numbers. Values that one line names together belong together; that is how a
 * line without address is told from the like line of another connection. Values are a stranger's text: they are only ever compared.
 */
import { EVENT_FIELDS, EVENT_TYPES, type EventOf, type EventType, type IkeEvent } from './event.ts';
import { isOfV1 } from './find.ts';
import { splitEndpoint } from './ike-sa.ts';
import { errorNotify, hasPayload } from './payloads.ts';

/**
 * What a value is. `against`: how much two different values of the class in one job speak against it (a job may close several CHILD_SAs, but has one peer).
 * `isName`: the value names somebody, and goes together with other names.
 */
const CLASSES = {
  local: { against: -12, isName: true },
  remote: { against: -12, isName: true },
  port: { against: 0, isName: false },
  uid: { against: -3, isName: true },
  name: { against: -5, isName: true },
  localId: { against: -8, isName: true },
  remoteId: { against: -8, isName: true },
  cuid: { against: -2, isName: true },
  child: { against: -1, isName: true },
  spi: { against: 0, isName: true },
  ts: { against: 0, isName: true },
  mid: { against: -10, isName: false },
  next: { against: -8, isName: false },
  error: { against: -8, isName: false },
  answer: { against: -8, isName: false },
  read: { against: 0, isName: false },
  size: { against: 0, isName: false },
  /** Whether a proposal was taken: a job mostly chooses once. */
  choice: { against: -6, isName: false },
  /** When rekeying is due, in seconds; charon's dice. The lifetime is that and a span that all have in common. */
  due: { against: -6, isName: false },
  /** Whether the message could be read. */
  fate: { against: -8, isName: false },
} as const satisfies { readonly [name: string]: { readonly against: number; readonly isName: boolean } };
export type ClueClass = keyof typeof CLASSES;

/** The classes in order: a class has its number, by which what is asked for every pair of values stands in arrays. */
const IN_ORDER = Object.keys(CLASSES) as readonly ClueClass[];
const NUMBERS: ReadonlyMap<ClueClass, number> = new Map(IN_ORDER.map((is, number) => [is, number]));

/** `against` of each class, by its number. */
export const AGAINST: readonly number[] = IN_ORDER.map((is) => CLASSES[is].against);

/** Names go together. The size of a packet and what was read in it do as well. */
const areTogether = (one: ClueClass, other: ClueClass) =>
  one !== other &&
  ((CLASSES[one].isName && CLASSES[other].isName) ||
    (one === 'size' && other === 'read') ||
    (one === 'read' && other === 'size'));

/** By the numbers of two classes: may values of them be acquainted? */
const TOGETHER: readonly (readonly boolean[])[] = IN_ORDER.map((one) =>
  IN_ORDER.map((other) => areTogether(one, other)),
);

/** May the two be acquainted? */
export const goTogether = (one: Clue, other: Clue): boolean => TOGETHER[one.number]![other.number]!;

/** A value. One object each: compared by identity. `sure`: what lines name beside it; `likely`: what else was in its jobs. */
export interface Clue {
  /** Counted from 0. */
  readonly serial: number;
  readonly is: ClueClass;
  /** Of its class. */
  readonly number: number;
  readonly value: string;
  readonly isName: boolean;
  readonly sure: Partners;
  readonly likely: Partners;
  /** Of the name of a CHILD_SA: the connection that it is called after, if one is. */
  namesake: Clue | null;
}

/** By number of their class; undefined: none yet. */
export type Partners = (Set<Clue> | undefined)[];

const noPartners = (number: number): Partners =>
  TOGETHER[number]!.includes(true) ? new Array(IN_ORDER.length).fill(undefined) : [];

/** A value that is met for the first time. */
export function createClue(serial: number, is: ClueClass, value: string): Clue {
  const number = NUMBERS.get(is)!;
  const { isName } = CLASSES[is];
  return { serial, is, number, value, isName, sure: noPartners(number), likely: noPartners(number), namesake: null };
}

/** The partners of a value that are names of connections. */
export const namesBeside = ({ sure }: Clue): ReadonlySet<Clue> | undefined => sure[NUMBERS.get('name')!];

/** Fields that mean the same in every event; the class is called as they are. */
const COMMON = ['uid', 'cuid', 'child', 'spi', 'localId', 'remoteId'] as const;

/** Those of each type of event, by its number. */
const FIELDS = EVENT_TYPES.map((type) => COMMON.filter((field) => field in EVENT_FIELDS[type]));

/** The message ID of the request that would follow a response in its job: one more, unless the same request is to be made again. */
function nextOwn({ fields }: EventOf<'message.parsed'>): number | undefined {
  if (fields.direction !== 'response' || isOfV1(fields.exchange)) return undefined;
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
  ['lookup.peer.none', 'AUTHENTICATION_FAILED'],
]);

const host = (text: unknown) => splitEndpoint(String(text)).host;

/** What an event says; empty for most. */
export function cluesOf(event: IkeEvent, clueOf: (is: ClueClass, value: string) => Clue): Clue[] {
  const clues: Clue[] = [];
  const add = (is: ClueClass, value: unknown) => {
    if (value === undefined || value === null) return;
    const text = String(value);
    if (!text.startsWith('%')) clues.push(clueOf(is, text));
  };
  const fields = event.fields as { readonly [field: string]: unknown };
  for (const field of FIELDS[event.number]!) add(field, fields[field]);
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
      add('fate', 'read');
      add('next', nextOwn(event));
      add('error', errorNotify(event.fields.payloads) ?? noneIn(event));
      add('mid', event.fields.direction === 'request' ? `${event.fields.exchange} ${event.fields.mid}` : undefined);
      add('read', `${event.fields.exchange} ${event.fields.direction} ${event.fields.payloads}`);
      break;
    case 'message.generated':
      add('answer', errorNotify(event.fields.payloads) ?? noneIn(event));
      if (event.fields.direction === 'request' && !isOfV1(event.fields.exchange)) add('next', event.fields.mid);
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
    case 'proposal.selected':
      add('choice', 'taken');
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
    case 'message.undecryptable':
    case 'message.malformed':
    case 'message.failed':
      add('fate', 'failed');
      break;
    case 'ts.unacceptable':
      add('answer', 'TS_UNACCEPTABLE');
      add('ts', `${event.fields.tsLocal} === ${event.fields.tsRemote}`);
      break;
    case 'proposals.ike.unacceptable':
    case 'proposals.child.unacceptable':
      add('choice', 'refused');
      add('answer', 'NO_PROPOSAL_CHOSEN');
      break;
    default:
      add('answer', ANSWERS.get(event.type));
  }
  return clues;
}
