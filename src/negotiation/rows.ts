/**
 * Room 4: the form of the tables of transitions: what an event of each type does to the IKE_SA it is about.
 */
import type { EventOf, EventType, IkeEvent } from './event.ts';
import type { IkeSa } from './ike-sa.ts';

export type Row<T extends EventType> = (sa: IkeSa, event: EventOf<T>) => void;
export type Table = { readonly [T in EventType]?: Row<T> };

/** A table to be asked for every event. The type of the event says which row takes it, so a row is handed any event. */
export const rowsOf = (table: Table) =>
  new Map(Object.entries(table)) as ReadonlyMap<EventType, (sa: IkeSa, event: IkeEvent) => void>;
