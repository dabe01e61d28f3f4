/**
 * Room 7: many connections at once. Nobody reads a hundred timelines: they are counted by what is wrong with them, named, and one of
 * each kind is shown.
 */
import type { Row } from './layout.ts';
import { cell, prose, span } from './layout.ts';
import { count, ending, reasonInShort } from './text-reason.ts';
import { installedChildren, isHealthy, latest, type Shown, STATE_STYLE, STATES } from './text-state.ts';
import { nameOf } from './text-summary.ts';

/** From so many connections on, a report is made of groups. */
export const CROWD = 13;
/** Names of one group that are listed. */
const MOST_NAMES = 400;

/** Connections in the same state for the same reason. */
export interface Group {
  readonly state: Shown['state'];
  readonly reason: string;
  readonly members: readonly Shown[];
}

function reasonOf({ session, findings, state }: Shown): string {
  const worst = findings[0];
  if (worst !== undefined) return reasonInShort(worst);
  if (isHealthy(state)) return '';
  const last = latest(session);
  return state === 'OPEN'
    ? `not finished${last.stage === null ? '' : ` in ${last.stage}`}`
    : ending(last).replace(/ after .*/, '');
}

/** Groups by state, the largest first within one. */
export function groupsOf(shown: readonly Shown[]): Group[] {
  const groups = new Map<string, { state: Shown['state']; reason: string; members: Shown[] }>();
  for (const one of shown) {
    const reason = reasonOf(one);
    const key = `${one.state} ${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { state: one.state, reason, members: [one] });
    else group.members.push(one);
  }
  return [...groups.values()].sort(
    (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.members.length - a.members.length,
  );
}

function nameList(members: readonly Shown[]): string {
  const names = new Map<string, number>();
  for (const one of members) {
    const name = nameOf(one);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const listed: string[] = [];
  for (const [name, n] of names) {
    if (listed.length === MOST_NAMES) break;
    listed.push(n === 1 ? name : `${name} (×${n})`);
  }
  return `${listed.join('  ')}${names.size > MOST_NAMES ? `  and ${names.size - MOST_NAMES} more` : ''}`;
}

/** `with 3 CHILD_SAs`, which is all there is to say of what works; '' without any. */
function childrenOf({ members }: Group): string {
  const children = members.reduce((n, { session }) => n + installedChildren(session), 0);
  return children > 0 ? `with ${count(children, 'CHILD_SA')}` : '';
}

/** The table of groups, with the names in each. */
export function groupRows(groups: readonly Group[], width: number): Row[] {
  const most = Math.max(...groups.map((g) => String(g.members.length).length));
  return groups.flatMap((group, i) => {
    const text = group.reason !== '' ? group.reason : childrenOf(group);
    const head = [
      cell(String(group.members.length), most, 'name', 'right'),
      span(' '),
      span(group.state, STATE_STYLE[group.state]),
      span(`  ${text}`, 'name'),
    ];
    return [...(i === 0 ? [] : [[]]), head, ...prose([cell('', most + 1)], nameList(group.members), width)];
  });
}
