/**
 * Room 6: is what one end's log says about a joined IKE_SA the same failure as what the other's says? Two findings enter.
 */
import type { CauseId, Finding } from '../finding.ts';

/** What fails: the IKE_SA's setting up, a CHILD_SA, or the tunnel later; `note` is no failure. */
type Area = 'set-up' | 'child' | 'lost' | 'note';

const OF_CHILD: ReadonlySet<CauseId> = new Set<CauseId>([
  'esp-proposal-mismatch',
  'pfs-mismatch',
  'ts-mismatch',
  'ts-narrowed-v1',
  'mode-mismatch',
  'virtual-ip-unavailable',
  'virtual-ip-not-requested',
  'kernel-sa-failed',
  'kernel-module-missing',
  'policy-conflict',
]);

function areaOf({ symptom, causes, severity }: Finding): Area {
  if (symptom === 'latent') return 'note';
  if (
    symptom === 'rekey-failed' ||
    symptom === 'policy-mismatch' ||
    symptom === 'install-failed' ||
    symptom === 'address-refused'
  )
    return 'child';
  if (symptom === 'tunnel-lost' || symptom === 'tunnel-flapping') return 'lost';
  if (OF_CHILD.has(causes[0]!.cause)) return 'child';
  return severity === 'info' ? 'note' : 'set-up';
}

/** A failure that one end sees at once is seen by the other when it stops repeating itself: 165 s by default. */
const LATEST = 200_000;

/** `offset`: what the peer's clock is ahead, NaN when unknown; then time tells nothing. */
function isSameTime(local: Finding, peer: Finding, offset: number): boolean {
  const from = peer.firstAt - offset;
  const to = peer.lastAt - offset;
  return !(from > local.lastAt + LATEST) && !(to < local.firstAt - LATEST);
}

/** An IKE_SA that one end took for established fails in setting up for the other; an order to close it is no failure. */
const meets = (a: Area, b: Area) => a === b || (a === 'set-up' && b === 'lost') || (a === 'lost' && b === 'set-up');

/** Proof of one cause and proof of another are two failures, or a contradiction: either way both are told. */
function excludes(a: Finding, b: Finding): boolean {
  const [x, y] = [a.causes[0]!, b.causes[0]!];
  return x.certainty === 'proven' && y.certainty === 'proven' && x.cause !== y.cause && !isFarewell(x.cause, y.cause);
}

/** One end closes it, the other is told so. */
const FAREWELLS: ReadonlySet<CauseId> = new Set<CauseId>(['local-deleted', 'peer-deleted', 'daemon-restarted']);
const isFarewell = (a: CauseId, b: CauseId) => FAREWELLS.has(a) && FAREWELLS.has(b);

export function isSameFailure(local: Finding, peer: Finding, offset: number): boolean {
  const [a, b] = [areaOf(local), areaOf(peer)];
  if (!meets(a, b) || !isSameTime(local, peer, offset) || excludes(local, peer)) return false;
  const isOrdered = (local.severity === 'info') !== (peer.severity === 'info');
  if (isOrdered && !isFarewell(local.causes[0]!.cause, peer.causes[0]!.cause)) return false;
  return a !== 'note' || local.causes[0]!.cause === peer.causes[0]!.cause;
}
