/**
 * Room 6: a case: an IKE_SA at the moment it failed, with the questions that rules ask of it. Rules read events, never text.
 */

import {
  type Daemon,
  EVENT_TYPES,
  type EventOf,
  type EventType,
  hasPayload,
  type IkeEvent,
  type IkeSa,
  numberOf,
  remembered,
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
 * Where the present attempt began, as a number in its events: the last time it was initiated, or, once it was up, when it came up: what was
 * said while it was set up does not explain why it went down hours later.
 */
export function attemptStart(sa: IkeSa): number {
  const from = Math.max(0, sa.events.length - LOOK_BACK);
  for (let i = sa.events.length - 1; i >= from; i--) {
    const { type } = sa.events[i]!;
    if (type === 'ike.initiating') return i;
    if (type === 'ike.established' || type === 'ike.rekeyed') return i + 1;
  }
  return from;
}

const proposesSa = remembered((payloads) => hasPayload(payloads, 'SA'));

/** Where the exchange that makes a CHILD_SA began: the last request of it, or what set it off just before. */
export function childStart(sa: IkeSa): number {
  const from = Math.max(0, sa.events.length - LOOK_BACK);
  for (let i = sa.events.length - 1; i >= from; i--) {
    const event = sa.events[i]!;
    if (event.type === 'child.establishing') return i;
    const isRequest =
      (event.type === 'message.parsed' || event.type === 'message.generated') && event.fields.direction === 'request';
    if (isRequest && proposesSa(event.fields.payloads)) return i;
  }
  return from;
}

/** Where the latest events of an IKE_SA begin, whatever they began with; bounded. */
export function recentStart(sa: IkeSa): number {
  return Math.max(0, sa.events.length - LOOK_BACK);
}

/** What `Cases.hasOneOf` takes. */
export const numbersOf = (types: readonly EventType[]): readonly number[] => types.map(numberOf);

/** Cases of one triage, one after the other. */
export interface Cases {
  /** The case of an IKE_SA whose events from number `from` on are looked at. It is reused: valid until the next one is opened. */
  open(sa: IkeSa, trigger: IkeEvent, from: number): Case;
  /** Is there an event of one of these types in the open case? */
  hasOneOf(numbers: readonly number[]): boolean;
}

/**
 * Most rules ask for one event that is not there, and pass: the types that a case holds are marked in one walk over its events, and only for what
 * is there they are walked again. A list is made only for the rule that wants one.
 */
export function createCases(around: Surroundings): Cases {
  let all: readonly IkeEvent[] = [];
  let from = 0;
  let to = 0;
  let events: readonly IkeEvent[] | null = null;
  /** By number of the type: the last turn in which one was there. A turn is a case whose events were marked. */
  const seen = new Int32Array(EVENT_TYPES.length);
  let turn = 0;
  let isMarked = false;

  function mark(): void {
    isMarked = true;
    turn = (turn + 1) | 0;
    for (let at = from; at < to; at++) seen[all[at]!.number] = turn;
  }
  function isSeen(types: readonly EventType[]): boolean {
    if (!isMarked) mark();
    for (let i = 0; i < types.length; i++) if (seen[numberOf(types[i]!)] === turn) return true;
    return false;
  }
  const isOneOf = (type: EventType, types: readonly EventType[]) => {
    for (let i = 0; i < types.length; i++) if (types[i] === type) return true;
    return false;
  };
  const one = (types: readonly EventType[]) => {
    if (!isSeen(types)) return undefined;
    for (let at = to - 1; at >= from; at--) if (isOneOf(all[at]!.type, types)) return all[at];
    return undefined;
  };
  const make = (sa: IkeSa, trigger: IkeEvent) => ({
    sa,
    trigger,
    get events() {
      events ??= all.slice(from, to);
      return events;
    },
    around,
    last: <T extends EventType>(...types: T[]) => one(types) as OneOf<T> | undefined,
    has: (...types: EventType[]) => isSeen(types),
    all: <T extends EventType>(...types: T[]) => {
      const found: IkeEvent[] = [];
      if (!isSeen(types)) return found as OneOf<T>[];
      for (let at = from; at < to; at++) if (isOneOf(all[at]!.type, types)) found.push(all[at]!);
      return found as OneOf<T>[];
    },
    lastMessage(exchange: string, direction: 'request' | 'response') {
      for (let at = to - 1; at >= from; at--) {
        const e = all[at]!;
        if (e.type !== 'message.generated' && e.type !== 'message.parsed') continue;
        if (e.fields.exchange === exchange && e.fields.direction === direction) return e;
      }
      return undefined;
    },
  });
  let of: ReturnType<typeof make> | null = null;

  return {
    open(sa, trigger, first): Case {
      all = sa.events;
      from = first;
      to = all.length;
      events = null;
      isMarked = false;
      if (of === null) of = make(sa, trigger);
      of.sa = sa;
      of.trigger = trigger;
      return of;
    },
    hasOneOf(numbers) {
      if (!isMarked) mark();
      for (let i = 0; i < numbers.length; i++) if (seen[numbers[i]!] === turn) return true;
      return false;
    },
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
