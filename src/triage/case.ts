/**
 * Room 6: a case: an IKE_SA at the moment it failed, with the questions that rules ask of it. Rules read events, never text.
 */

import {
  type Daemon,
  type EventOf,
  type EventType,
  hasPayload,
  type IkeEvent,
  type IkeSa,
} from '../negotiation/index.ts';
import type { Departure } from './departures.ts';

/** What is known beyond the IKE_SA itself, from the same log. */
export interface Surroundings {
  /** Events of a daemon that no IKE_SA owns, the latest last; bounded. */
  outside(daemon: Daemon): readonly IkeEvent[];
  /** How IKE_SAs with the same peer on the same connection went down, the latest last; bounded. */
  departures(sa: IkeSa): readonly Departure[];
}

/** An event of one of several types. */
export type OneOf<T extends EventType> = { [K in T]: EventOf<K> }[T];

export interface Case {
  readonly sa: IkeSa;
  /** The event that made the failure known; for a log that ends, the last one. */
  readonly trigger: IkeEvent;
  /** The events of this attempt or exchange, in order, up to and including the trigger. */
  readonly events: readonly IkeEvent[];
  readonly around: Surroundings;
  /** The last event of a type, or of any of several. */
  last<T extends EventType>(...types: T[]): OneOf<T> | undefined;
  has(...types: EventType[]): boolean;
  all<T extends EventType>(...types: T[]): OneOf<T>[];
  /** The last summary line of an exchange, `generated` or `parsed`. */
  lastMessage(
    exchange: string,
    direction: 'request' | 'response',
  ): EventOf<'message.generated'> | EventOf<'message.parsed'> | undefined;
}

/** The most events of one IKE_SA that a rule looks back on. */
const LOOK_BACK = 400;

/**
 * Where the present attempt began: the last time it was initiated, or, once it was up, when it came up: what was said while it was set
 * up does not explain why it went down hours later.
 */
export function attemptEvents(sa: IkeSa): readonly IkeEvent[] {
  const from = Math.max(0, sa.events.length - LOOK_BACK);
  for (let i = sa.events.length - 1; i >= from; i--) {
    const { type } = sa.events[i]!;
    if (type === 'ike.initiating') return sa.events.slice(i);
    if (type === 'ike.established' || type === 'ike.rekeyed') return sa.events.slice(i + 1);
  }
  return sa.events.slice(from);
}

/** Where the exchange that makes a CHILD_SA began: the last request of it, or what set it off just before. */
export function childEvents(sa: IkeSa): readonly IkeEvent[] {
  const from = Math.max(0, sa.events.length - LOOK_BACK);
  for (let i = sa.events.length - 1; i >= from; i--) {
    const event = sa.events[i]!;
    if (event.type === 'child.establishing') return sa.events.slice(i);
    const isRequest =
      (event.type === 'message.parsed' || event.type === 'message.generated') && event.fields.direction === 'request';
    if (isRequest && hasPayload(event.fields.payloads, 'SA')) return sa.events.slice(i);
  }
  return sa.events.slice(from);
}

/** The latest events of an IKE_SA, whatever they began with; bounded. */
export function recentEvents(sa: IkeSa): readonly IkeEvent[] {
  return sa.events.slice(-LOOK_BACK);
}

export function createCase(sa: IkeSa, trigger: IkeEvent, events: readonly IkeEvent[], around: Surroundings): Case {
  /** Rules ask many questions of the same events: they are sorted by type once, by the first that asks. */
  let byType: Map<EventType, { at: number; event: IkeEvent }[]> | null = null;
  const sorted = () => {
    if (byType !== null) return byType;
    byType = new Map();
    for (let at = 0; at < events.length; at++) {
      const event = events[at]!;
      const list = byType.get(event.type);
      if (list === undefined) byType.set(event.type, [{ at, event }]);
      else list.push({ at, event });
    }
    return byType;
  };
  const one = (types: readonly EventType[]) => {
    let last: { at: number; event: IkeEvent } | undefined;
    for (const type of types) {
      const found = sorted().get(type)?.at(-1);
      if (found !== undefined && (last === undefined || found.at > last.at)) last = found;
    }
    return last?.event;
  };
  return {
    sa,
    trigger,
    events,
    around,
    last: <T extends EventType>(...types: T[]) => one(types) as OneOf<T> | undefined,
    has: (...types) => types.some((type) => sorted().has(type)),
    all: <T extends EventType>(...types: T[]) =>
      types
        .flatMap((type) => sorted().get(type) ?? [])
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event) as OneOf<T>[],
    lastMessage: (exchange, direction) =>
      events.findLast(
        (e): e is EventOf<'message.generated'> | EventOf<'message.parsed'> =>
          (e.type === 'message.generated' || e.type === 'message.parsed') &&
          e.fields.exchange === exchange &&
          e.fields.direction === direction,
      ),
  };
}

/** `home (192.0.2.2)`, `192.0.2.2`, `the peer`: how a sentence names the other end. */
export function peerOf(sa: IkeSa): string {
  return sa.remote.host ?? 'the peer';
}

/** `connection "home" with 192.0.2.2`, as a sentence begins. */
export function connectionOf(sa: IkeSa): string {
  return sa.name === null ? `The attempt with ${peerOf(sa)}` : `Connection ${sa.name} with ${peerOf(sa)}`;
}
