/**
 * Room 5: the packets that an IKE_SA sent and received, each with the IKE message it carried. Events in order of the log enter; packets leave, named so that
 * the same packet has the same name in the other end's log.
 */
import { type EventOf, type IkeEvent, payloadItems } from '../../negotiation/index.ts';

type Said = EventOf<'message.generated'> | EventOf<'message.parsed'>;

export interface Packet {
  readonly isSent: boolean;
  /** Milliseconds since 1970 UTC of the line that is nearest to the wire, NaN where unknown. */
  readonly at: number;
  /** Size of the IKE message as charon prints it (without IP and UDP headers); NaN where the log leaves packets out. */
  readonly bytes: number;
  /** What it carried; null for what could not be parsed. For a copy, what was sent first. */
  readonly message: Said | null;
  /** Sent or received again. */
  readonly isCopy: boolean;
  /** The whole of a message that went in fragments: no packet of its own. */
  readonly isSplit: boolean;
  /** Equal at both ends: exchange, direction, message ID, fragment; '' for what could not be parsed. */
  readonly name: string;
  readonly event: IkeEvent;
}

/** Exchanges of IKEv1 whose message ID is 0 (RFC 2408 section 3.1): their messages are told apart by their order. */
const isPhaseOne = (exchange: string) => exchange === 'ID_PROT' || exchange === 'AGGRESSIVE';

/** `(2/3)` or `(2)` of one fragment of a message (RFC 7383; IKEv1's vendor extension); '' for a whole one. */
function fragmentOf(payloads: string): string {
  for (const item of payloadItems(payloads)) {
    const found = /^(?:EF|FRAG)(\(.*\))$/.exec(item);
    if (found !== null) return found[1]!;
  }
  return '';
}

/** True for what begins an attempt: the first request of the first exchange. */
export function isFirstMessage({ fields }: Said): boolean {
  if (fields.direction !== 'request') return false;
  if (fields.exchange === 'IKE_SA_INIT') return true;
  return isPhaseOne(fields.exchange) && payloadItems(fields.payloads)[0] === 'SA';
}

/** Names messages in the order in which one end says or hears them. */
function createNames() {
  const counts = new Map<string, number>();
  return (said: Said): string => {
    const { exchange, direction, mid, payloads } = said.fields;
    const name = `${exchange} ${direction} ${mid}${fragmentOf(payloads)}`;
    if (!isPhaseOne(exchange)) return name;
    const key = `${said.type} ${name}`;
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    return `${name} #${n}`;
  };
}

/** The peer's request with that message ID, received again. */
function copyReceived(arrived: EventOf<'packet.received'>, mid: number, before: readonly Packet[]): Packet {
  const first = before.findLast(
    (p) => !p.isSent && p.message?.fields.mid === mid && p.message.fields.direction === 'request',
  );
  return {
    isSent: false,
    at: arrived.at,
    bytes: arrived.fields.bytes,
    message: first?.message ?? null,
    isCopy: true,
    isSplit: false,
    name: first?.name ?? '',
    event: arrived,
  };
}

/** Packets in order of the log. A message whose packet the log does not mention counts as a packet without size. */
export function packetsOf(events: readonly IkeEvent[]): Packet[] {
  const nameOf = createNames();
  const packets: Packet[] = [];
  /** Generated, and not yet sent. */
  let waiting: EventOf<'message.generated'>[] = [];
  /** Received, and not yet parsed. */
  let arrived: EventOf<'packet.received'> | null = null;
  let lastSent: Packet | null = null;
  /** The next message parsed was put together from fragments. */
  let isReassembled = false;

  function add(isSent: boolean, event: IkeEvent, bytes: number, message: Said | null, isSplit = false): Packet {
    const name = message === null ? '' : nameOf(message);
    const packet = { isSent, at: event.at, bytes, message, isCopy: false, isSplit, name, event };
    packets.push(packet);
    return packet;
  }
  function flush(): void {
    for (const message of waiting) lastSent = add(true, message, Number.NaN, message);
    waiting = [];
    if (arrived !== null) add(false, arrived, arrived.fields.bytes, null);
    arrived = null;
  }

  function take(event: IkeEvent): void {
    switch (event.type) {
      case 'message.generated':
        waiting.push(event);
        break;
      case 'message.split': {
        // The whole message was generated first and never leaves as one packet.
        const whole = waiting.pop();
        if (whole !== undefined) add(true, whole, Number.NaN, whole, true);
        break;
      }
      case 'packet.sent': {
        const message = waiting.shift();
        if (message !== undefined) lastSent = add(true, event, event.fields.bytes, message);
        else if (lastSent !== null)
          packets.push({ ...lastSent, at: event.at, bytes: event.fields.bytes, isCopy: true, event });
        break;
      }
      case 'packet.received':
        flush();
        arrived = event;
        break;
      case 'fragment.reassembled':
        isReassembled = true;
        break;
      case 'message.parsed':
        if (arrived === null) flush();
        add(false, arrived ?? event, arrived?.fields.bytes ?? Number.NaN, event, isReassembled);
        arrived = null;
        isReassembled = false;
        break;
      case 'retransmit.received':
        if (arrived !== null) packets.push(copyReceived(arrived, event.fields.mid, packets));
        arrived = null;
        break;
      default:
    }
  }
  for (const event of events) take(event);
  flush();
  return packets;
}
