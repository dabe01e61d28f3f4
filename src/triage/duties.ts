/**
 * Room 6: what an event of each type makes triage do, worked out once from the occasions that the rules are for. Nine of ten events have no duty: they
 * only move the IKE_SA.
 */
import { EVENT_TYPES, type EventType, type IkeSa } from '../negotiation/index.ts';
import { type Cases, numbersOf } from './case.ts';
import { DEPARTING } from './departures.ts';
import type { Verdict } from './finding.ts';
import type { Rule } from './rule.ts';
import { OCCASIONS } from './rules.ts';

/** A rule with the numbers of what it needs; null: it is always asked. */
interface Asked {
  readonly rule: Rule;
  readonly needs: readonly number[] | null;
}

/** Rules that are asked together, in order. */
export type Panel = readonly Asked[];

const panelOf = (rules: readonly Rule[]): Panel =>
  rules.map((rule) => ({ rule, needs: rule.needs === undefined ? null : numbersOf(rule.needs) }));

export const ON_END = panelOf(OCCASIONS.onEnd);
export const ON_OPEN = panelOf(OCCASIONS.onOpen);
export const ON_CHILD = panelOf(OCCASIONS.onChild);

export interface Duty {
  /** Asked for one verdict, of an attempt or of an exchange for a CHILD_SA; null: none. */
  readonly panel: Panel | null;
  isAboutChild(sa: IkeSa): boolean;
  /** Every rule of it is asked; null: none. */
  readonly notes: Panel | null;
  readonly isDeparture: boolean;
  /** The IKE_SA came up. */
  readonly isUp: boolean;
  /** The IKE_SA goes, perhaps because its CHILD_SA failed. */
  readonly isClosing: boolean;
}

/** Events of an exchange for a CHILD_SA: judged by exchange, not by attempt. */
const CHILD_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'child.failed',
  'child.rekey.failed',
  'child.create.failed',
  'proposals.child.unacceptable',
  'ts.no-child-config',
  'ts.selection.invalid',
  'kernel.policy.conflict',
]);

function aboutChild(type: EventType): Duty['isAboutChild'] {
  if (CHILD_EVENTS.has(type)) return () => true;
  // In an IKE_SA that is up, an error notify of IKEv1 is the answer to a Quick Mode.
  if (type === 'notify.error.received') return (sa) => sa.everEstablished;
  return type.startsWith('kernel.') ? (sa) => sa.version === 1 : () => false;
}

function dutyOf(type: EventType): Duty {
  const rules = OCCASIONS.onEvent.get(type);
  const notes = OCCASIONS.onNote.get(type);
  return {
    panel: rules === undefined ? null : panelOf(rules),
    isAboutChild: aboutChild(type),
    notes: notes === undefined ? null : panelOf(notes),
    isDeparture: DEPARTING.includes(type),
    isUp: type === 'ike.established',
    isClosing: type === 'ike.closing' || type === 'ike.delete.received',
  };
}

const DUTIFUL: ReadonlySet<EventType> = new Set([
  ...OCCASIONS.onEvent.keys(),
  ...OCCASIONS.onNote.keys(),
  ...DEPARTING,
  'ike.closing',
]);

/** By number of the type; null for types that have no duty. */
export const DUTIES: readonly (Duty | null)[] = EVENT_TYPES.map((type) => (DUTIFUL.has(type) ? dutyOf(type) : null));

/** Whether a rule is to be asked of the case that is open. */
export const isAsked = ({ needs }: Asked, cases: Cases): boolean => needs === null || cases.hasOneOf(needs);

/** The first verdict that one of the panel gives on the case that is open. */
export function firstVerdict(panel: Panel, cases: Cases, of: Parameters<Rule['judge']>[0]): Verdict | null {
  for (let i = 0; i < panel.length; i++) {
    const asked = panel[i]!;
    if (!isAsked(asked, cases)) continue;
    const verdict = asked.rule.judge(of);
    if (verdict !== null) return verdict;
  }
  return null;
}
