/**
 * Room 4: the form of the tables of transitions: what an event of each type does to the IKE_SA it is about.
 */
import { EVENT_TYPES, type EventOf, type EventType, type IkeEvent } from './event.ts';
import type { IkeSa } from './ike-sa.ts';

export type Row<T extends EventType> = (sa: IkeSa, event: EventOf<T>) => void;
export type Table = { readonly [T in EventType]?: Row<T> };

type AnyRow = (sa: IkeSa, event: IkeEvent) => void;

/** A table to be asked for every event, by the number of its type. The type says which row takes it, so a row is handed any event. */
export const rowsOf = (table: Table): readonly (AnyRow | undefined)[] =>
  EVENT_TYPES.map((type) => table[type] as AnyRow | undefined);
