/**
 * Room 4: what each event does to the CHILD_SAs of an IKE_SA (the diagram in child-sa.ts).
 */
import { type ChildSa, createChildSa } from './child-sa.ts';
import type { EventOf, IkeEvent } from './event.ts';
import type { IkeSa } from './ike-sa.ts';
import { isErrorNotify } from './payloads.ts';
import { rowsOf, type Table } from './rows.ts';

/** The most CHILD_SAs kept for one IKE_SA: years of rekeying; the oldest ended ones go first. */
const MAX_CHILDREN = 256;

/** Takes a CHILD_SA out of the daemon's indexes. */
export function unindexChild(child: ChildSa): void {
  const { childByUniqueId, childBySpi } = child.ikeSa.daemon;
  if (child.uniqueId !== null) childByUniqueId.delete(child.uniqueId);
  if (child.spiIn !== null) childBySpi.delete(child.spiIn);
  if (child.spiOut !== null) childBySpi.delete(child.spiOut);
}

function add(sa: IkeSa, child: ChildSa): ChildSa {
  if (sa.children.length >= MAX_CHILDREN) {
    const ended = sa.children.findIndex((c) => c.outcome !== 'installed' && c.outcome !== 'open');
    for (const gone of sa.children.splice(Math.max(0, ended), 1)) unindexChild(gone);
  }
  // A list that grows has room for seventeen; most IKE_SAs have one CHILD_SA.
  sa.children = sa.children.concat(child);
  if (child.uniqueId !== null) sa.daemon.childByUniqueId.set(child.uniqueId, child);
  return child;
}

/** The CHILD_SA `name{cuid}` of the IKE_SA, made when it is heard of for the first time. */
function childOf(sa: IkeSa, name: string, cuid: number | undefined, at: number): ChildSa {
  for (let i = sa.children.length - 1; i >= 0; i--) {
    const child = sa.children[i]!;
    if (cuid === undefined ? child.name === name && child.outcome === 'open' : child.uniqueId === cuid) return child;
  }
  return add(sa, createChildSa(name, cuid ?? null, sa, at));
}

function install(sa: IkeSa, event: EventOf<'child.established'>): void {
  const f = event.fields;
  const child = childOf(sa, f.child, f.cuid, event.at);
  child.spiIn = f.spiIn;
  child.spiOut = f.spiOut;
  child.tsLocal = f.tsLocal;
  child.tsRemote = f.tsRemote;
  if (child.outcome === 'open') {
    child.outcome = 'installed';
    child.installedAt = event.at;
  }
  child.protocol ??= 'ESP';
  sa.daemon.childBySpi.set(f.spiIn, child);
  sa.daemon.childBySpi.set(f.spiOut, child);
}

/** Closing a CHILD_SA that has a younger installed twin is the end of a rekeying; else a delete (up to 5.9.14 no line says which). */
function close(sa: IkeSa, event: EventOf<'child.closing'>): void {
  const f = event.fields;
  const child = childOf(sa, f.child, f.cuid, event.at);
  child.bytesIn = f.bytesIn ?? child.bytesIn;
  child.bytesOut = f.bytesOut ?? child.bytesOut;
  child.endedAt = event.at;
  if (child.outcome === 'rekeyed') return;
  const after = sa.children.slice(sa.children.indexOf(child) + 1);
  const hasHeir = after.some((c) => c.name === child.name && c.outcome === 'installed');
  child.outcome = hasHeir ? 'rekeyed' : 'deleted';
}

/** The negotiation under way came to nothing. */
function fail(sa: IkeSa, at: number): void {
  const child = sa.children.findLast((c) => c.outcome === 'open');
  if (child === undefined) return;
  child.outcome = 'failed';
  child.endedAt = at;
}

/** With the IKE_SA go its CHILD_SAs. */
export function endChildren(sa: IkeSa, at: number): void {
  for (const child of sa.children) {
    if (child.outcome === 'open') child.outcome = 'failed';
    else if (child.outcome === 'installed') child.outcome = 'deleted';
    else continue;
    child.endedAt = at;
  }
}

/**
 * An IKE_SA was rekeyed: its CHILD_SAs pass to the new one without any line (charon-log-facts 10).
 */
export function inheritChildren(from: IkeSa, to: IkeSa): void {
  for (let i = from.children.length - 1; i >= 0; i--) {
    const child = from.children[i]!;
    if (child.outcome !== 'installed') continue;
    from.children.splice(i, 1);
    to.children.unshift(child);
    child.ikeSa = to;
  }
}

const failed = (sa: IkeSa, event: IkeEvent): void => fail(sa, event.at);

const TABLE: Table = {
  'child.establishing': (sa, e) => {
    const child = childOf(sa, e.fields.child, e.fields.cuid, e.at);
    child.reqid = e.fields.reqid ?? child.reqid;
  },
  'child.established': install,
  'child.closing': close,
  'child.rekeyed': (sa, e) => {
    childOf(sa, e.fields.child, e.fields.cuid, e.at).outcome = 'rekeyed';
  },
  'child.expired': (sa, e) => {
    const child = childOf(sa, e.fields.child, e.fields.cuid, e.at);
    child.outcome = 'expired';
    child.endedAt = e.at;
  },
  'proposal.selected': (sa, e) => {
    if (e.fields.proposal.startsWith('IKE:')) return;
    const child = sa.children.findLast((c) => c.outcome === 'open');
    if (child === undefined) return;
    child.proposal = e.fields.proposal;
    child.protocol = e.fields.proposal.startsWith('AH:') ? 'AH' : 'ESP';
  },
  'child.failed': failed,
  'child.rekey.failed': failed,
  'child.create.failed': failed,
  'notify.child.received': (sa, e) => {
    if (isErrorNotify(e.fields.notify)) fail(sa, e.at);
  },
};

/** By type, what an event does to the CHILD_SAs of the IKE_SA it is about. */
export const CHILD_ROWS = rowsOf(TABLE);
