/**
 * Room 4: a Message that means something becomes an IkeEvent. Which holes to read is worked out once per pattern, so that
 * a message costs one object and its fields, and a message without meaning costs nothing.
 */
import type { Message, Pattern } from '../messages/index.ts';
import { EVENT_FIELDS, type EventType, type IkeEvent } from './event.ts';

interface Reader {
  readonly type: EventType;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

const TYPES = new Map(Object.entries(EVENT_FIELDS));

function readerOf(pattern: Pattern): Reader | null {
  if (pattern.means === null) return null;
  const fields = TYPES.get(pattern.means);
  if (fields === undefined) return null;
  const names = Object.entries(fields) as [string, string][];
  return {
    type: pattern.means as EventType,
    texts: names.filter(([, kind]) => kind.startsWith('text')).map(([name]) => name),
    numbers: names.filter(([, kind]) => kind.startsWith('int')).map(([name]) => name),
  };
}

type Fields = { readonly [name: string]: string | number };
type MakeFields = (message: Message, reader: Reader) => Fields;

const fieldsOf: MakeFields = (message, reader) => {
  const fields: { [name: string]: string | number } = {};
  for (const name of reader.texts) {
    const value = message.text(name);
    if (value !== undefined) fields[name] = value;
  }
  for (const name of reader.numbers) {
    const value = message.number(name);
    if (!Number.isNaN(value)) fields[name] = value;
  }
  return fields;
};

const packet: MakeFields = (m) => ({ from: m.text('from')!, to: m.text('to')!, bytes: m.number('bytes') });
const summary: MakeFields = (m) => ({
  exchange: m.text('exchange')!,
  direction: m.text('direction')!,
  payloads: m.text('payloads')!,
  mid: m.number('mid'),
});

/** Four lines of five are packets and summary lines. A literal has a fixed shape, which is made and read several times faster than one filled by name. */
const FREQUENT: ReadonlyMap<EventType, MakeFields> = new Map<EventType, MakeFields>([
  ['packet.sent', packet],
  ['packet.received', packet],
  ['message.generated', summary],
  ['message.parsed', summary],
]);

/**
 * A function that turns a message into its event, or null when the message has none (unmatched, or a pattern without `means`).
 */
export function createEventReader(): (message: Message) => IkeEvent | null {
  /** By pattern index; undefined: not asked yet. */
  const readers: (Reader | null | undefined)[] = [];
  return (message) => {
    const { pattern, record } = message;
    if (pattern === null || pattern.means === null) return null;
    let reader = readers[pattern.index];
    if (reader === undefined) {
      reader = readerOf(pattern);
      readers[pattern.index] = reader;
    }
    if (reader === null) return null;
    const fields = (FREQUENT.get(reader.type) ?? fieldsOf)(message, reader);
    return {
      type: reader.type,
      at: record.at,
      zone: record.zone,
      source: record.source,
      line: record.line,
      fields,
      text: message.whole(),
      count: record.count,
    } as unknown as IkeEvent;
  };
}
