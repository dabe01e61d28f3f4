/**
 * Room 4: a Message that means something becomes an IkeEvent. Which holes to read is worked out once per wording, so that
 * a message costs one object and its fields, and a message without meaning costs nothing.
 */
import type { Message, Phrase } from '../messages/index.ts';
import { EVENT_FIELDS, EVENT_TYPES, type EventType, type IkeEvent, numberOf } from './event.ts';

type Fields = { readonly [name: string]: string | number };

/** What neighbouring lines have in common. */
type Place = Pick<IkeEvent, 'source' | 'zone' | 'count'>;

/**
 * An event as it is kept. A class for the sake of its getters: the text of most events is never asked for, and kept it would be most of what an event takes; it is put
 * together again from the wording and the fields, wherever these hold all of it. What neighbouring lines have in common is kept once for all of them.
 */
class Said {
  readonly type: EventType;
  readonly number: number;
  readonly at: number;
  readonly line: number;
  readonly fields: Fields;
  readonly #place: Place;
  /** The text itself, or the wording that it is made of. */
  readonly #words: string | Phrase;

  constructor(reader: Reader, record: Message['record'], fields: Fields, place: Place, words: string | Phrase) {
    this.type = reader.type;
    this.number = reader.number;
    this.at = record.at;
    this.line = record.line;
    this.fields = fields;
    this.#place = place;
    this.#words = words;
  }

  get source(): Place['source'] {
    return this.#place.source;
  }

  get zone(): number {
    return this.#place.zone;
  }

  get count(): number {
    return this.#place.count;
  }

  get text(): string {
    return typeof this.#words === 'string' ? this.#words : wordsOf(this.#words, this.fields);
  }
}

function wordsOf({ literals, names }: Phrase, fields: Fields): string {
  let text = literals[0]!;
  for (let hole = 0; hole < names.length; hole++) text += fields[names[hole]!]! + literals[hole + 1]!;
  // An empty last hole left a blank before it, which the text, trimmed, has not.
  return text.trimEnd();
}

/** How to make the fields of one wording. */
interface Reader {
  readonly type: EventType;
  readonly number: number;
  readonly make: MakeFields;
  /** The fields, and in which hole each stands. */
  readonly texts: readonly string[];
  readonly textHoles: readonly number[];
  readonly numbers: readonly string[];
  readonly numberHoles: readonly number[];
  /** True when the fields hold all that stood in the holes, if the numbers are written as numbers are. */
  readonly isWhole: boolean;
}

type MakeFields = (message: Message, reader: Reader) => Fields;

/** The fields of all events that have none. */
const NO_FIELDS: Fields = Object.freeze({});

const fieldsOf: MakeFields = (message, reader) => {
  const { texts, textHoles, numbers, numberHoles } = reader;
  if (texts.length + numbers.length === 0) return NO_FIELDS;
  const fields: { [name: string]: string | number } = {};
  for (let i = 0; i < texts.length; i++) fields[texts[i]!] = message.textAt(textHoles[i]!);
  for (let i = 0; i < numbers.length; i++) {
    const value = message.numberAt(numberHoles[i]!);
    if (!Number.isNaN(value)) fields[numbers[i]!] = value;
  }
  return fields;
};

/**
 * What most lines of a log say, by the names of their holes in order. A literal has a fixed shape, which is made and read several times faster
 * than one filled by name.
 */
const FREQUENT = new Map<string, MakeFields>([
  ['from to bytes', (m) => ({ from: m.textAt(0), to: m.textAt(1), bytes: m.numberAt(2) })],
  [
    'exchange direction mid payloads',
    (m) => ({ exchange: m.textAt(0), direction: m.textAt(1), payloads: m.textAt(3), mid: m.numberAt(2) }),
  ],
  ['n mid', (m) => ({ n: m.numberAt(0), mid: m.numberAt(1) })],
  ['proposal', (m) => ({ proposal: m.textAt(0) })],
  ['side', (m) => ({ side: m.textAt(0) })],
  ['name', (m) => ({ name: m.textAt(0) })],
  ['notify', (m) => ({ notify: m.textAt(0) })],
  ['peer', (m) => ({ peer: m.textAt(0) })],
  ['seconds', (m) => ({ seconds: m.numberAt(0) })],
  ['what seconds', (m) => ({ what: m.textAt(0), seconds: m.numberAt(1) })],
  ['id method', (m) => ({ id: m.textAt(0), method: m.textAt(1) })],
  ['name uid peer', (m) => ({ name: m.textAt(0), peer: m.textAt(2), uid: m.numberAt(1) })],
  ['child cuid', (m) => ({ child: m.textAt(0), cuid: m.numberAt(1) })],
  ['kind subject', (m) => ({ kind: m.textAt(0), subject: m.textAt(1) })],
  ['protocol spi', (m) => ({ protocol: m.textAt(0), spi: m.textAt(1) })],
  [
    'local localId remote remoteId',
    (m) => ({ local: m.textAt(0), localId: m.textAt(1), remote: m.textAt(2), remoteId: m.textAt(3) }),
  ],
  [
    'name uid local localId remote remoteId',
    (m) => ({
      name: m.textAt(0),
      local: m.textAt(2),
      localId: m.textAt(3),
      remote: m.textAt(4),
      remoteId: m.textAt(5),
      uid: m.numberAt(1),
    }),
  ],
  [
    'child cuid spiIn spiOut tsLocal tsRemote',
    (m) => ({
      child: m.textAt(0),
      spiIn: m.textAt(2),
      spiOut: m.textAt(3),
      tsLocal: m.textAt(4),
      tsRemote: m.textAt(5),
      cuid: m.numberAt(1),
    }),
  ],
]);

const KINDS = new Map<string, { readonly [field: string]: string }>(Object.entries(EVENT_FIELDS));

function readerOf(means: string | null, { names, types }: Phrase): Reader | null {
  const kinds = means === null ? undefined : KINDS.get(means);
  if (kinds === undefined) return null;
  const fieldsOfKind = (kind: string) =>
    Object.keys(kinds).filter((name) => kinds[name]!.startsWith(kind) && names.includes(name));
  const texts = fieldsOfKind('text');
  const numbers = fieldsOfKind('int');
  const numberHoles = numbers.map((name) => names.indexOf(name));
  const isAll = texts.length + numbers.length === names.length;
  const number = numberOf(means as EventType);
  return {
    // The program's own constant: it is compared with others by their addresses, a text that was read letter by letter.
    type: EVENT_TYPES[number]!,
    number,
    make: (isAll ? FREQUENT.get(names.join(' ')) : undefined) ?? fieldsOf,
    texts,
    textHoles: texts.map((name) => names.indexOf(name)),
    numbers,
    numberHoles,
    isWhole: isAll && numberHoles.every((hole) => types[hole] === 'int'),
  };
}

/** Whether each number, written as JavaScript writes it, is what stood in its hole: no leading zero, not too large. */
function areNumbersWhole(message: Message, { numberHoles }: Reader): boolean {
  for (let i = 0; i < numberHoles.length; i++) {
    const value = message.numberAt(numberHoles[i]!);
    if (!Number.isSafeInteger(value) || digits(value) !== message.lengthAt(numberHoles[i]!)) return false;
  }
  return true;
}

/** Characters in which JavaScript writes a safe integer. */
function digits(value: number): number {
  let count = value < 0 ? 2 : 1;
  for (let rest = Math.abs(value); rest >= 10; rest = Math.floor(rest / 10)) count++;
  return count;
}

/**
 * A function that turns a message into its event, or null when the message has none (unmatched, or a pattern without `means`).
 */
export function createEventReader(): (message: Message) => IkeEvent | null {
  /** By index of the phrase; undefined: not asked yet. */
  const readers: (Reader | null | undefined)[] = [];
  let place: Place | null = null;

  function placeOf({ source, zone, count }: Message['record']): Place {
    if (place === null || place.source !== source || place.count !== count || !Object.is(place.zone, zone))
      place = { source, zone, count };
    return place;
  }

  return (message) => {
    const { pattern, phrase } = message;
    if (pattern === null || pattern.means === null || phrase === null) return null;
    let reader = readers[phrase.index];
    if (reader === undefined) {
      reader = readerOf(pattern.means, phrase);
      readers[phrase.index] = reader;
    }
    if (reader === null) return null;
    const fields = reader.make(message, reader);
    const words = reader.isWhole && areNumbersWhole(message, reader) ? phrase : message.whole();
    return new Said(reader, message.record, fields, placeOf(message.record), words) as unknown as IkeEvent;
  };
}
