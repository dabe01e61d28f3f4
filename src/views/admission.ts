/**
 * Room 7: which steps a stream shows. An IKE_SA may fit what the user asked for only once its name or its failure is known; then what it
 * said before is shown first. Steps enter in order of the log; those to be shown leave, in order for each IKE_SA.
 */
import type { Daemon, IkeEvent, IkeSa, Step } from '../negotiation/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Selection } from './report.ts';
import { fitsEvent, fitsFinding, fitsIkeSa } from './selection.ts';

export function createAdmission(
  selection: Selection,
  show: (event: IkeEvent, ikeSa: IkeSa | null, daemon: Daemon) => void,
) {
  /** IKE_SAs that fit. The events of the others wait in the IKE_SA itself. */
  const admitted = new WeakSet<IkeSa>();
  const isAll = selection.connection === null && selection.peer === null && !selection.failuresOnly;

  function pass(event: IkeEvent, ikeSa: IkeSa | null, daemon: Daemon): void {
    if (fitsEvent(event, selection)) show(event, ikeSa, daemon);
  }

  function admit(sa: IkeSa): void {
    admitted.add(sa);
    for (const event of sa.events) pass(event, sa, sa.daemon);
  }

  return {
    step({ event, ikeSa, daemon }: Step): void {
      if (ikeSa === null) {
        if (isAll) pass(event, null, daemon);
      } else if (isAll || admitted.has(ikeSa)) pass(event, ikeSa, daemon);
      else if (!selection.failuresOnly && fitsIkeSa(ikeSa, selection)) admit(ikeSa);
    },
    isAdmitted: (sa: IkeSa): boolean => isAll || admitted.has(sa),
    /** True for a finding that is to be shown; the events of its IKE_SA have been by then. */
    finding(found: Finding): boolean {
      if (!fitsFinding(found, selection)) return false;
      const { ikeSa } = found;
      if (ikeSa === null || isAll || admitted.has(ikeSa)) return true;
      if (selection.failuresOnly && found.severity !== 'error') return false;
      admit(ikeSa);
      return true;
    },
  };
}
