/**
 * Room 4: jobs that any of several IKE_SAs could have done, and of which nothing tells whose they are: the same question between the same addresses, with the same
 * message ID. A job enters; whether its lines are left to nobody, and of whom they could be, leaves. Such a job still moves the state of one of those who
 * fit: all of them stand alike, and each had one of these jobs.
 */
import type { Source } from '../intake/index.ts';
import type { Daemon } from './daemon.ts';
import type { EventOf, EventType, IkeEvent } from './event.ts';
import { busyOf, type Found } from './find.ts';
import type { IkeSa } from './ike-sa.ts';
import type { Job } from './job.ts';
import { payloadItems } from './payloads.ts';
import { remembered } from './remember.ts';

/** Lines of one job that could be any of so many IKE_SAs' (`among`), the first of which are listed. */
export interface Undecided {
  readonly source: Source;
  readonly lines: number[];
  readonly among: number;
  readonly ikeSas: readonly IkeSa[];
}

/** Jobs listed, and IKE_SAs listed for one; more are counted only. */
const MOST_LISTED = 1000;
const MOST_RIVALS = 16;

/** Lists what was left undecided. */
export function createUndecidedList() {
  const all: Undecided[] = [];
  /** Lines of the same job come with the same list, each job with its own. */
  let present: readonly IkeSa[] | null = null;
  let lines = 0;
  return {
    all: all as readonly Undecided[],
    /** Lines left undecided, those that are not listed too. */
    lines: () => lines,
    add(rivals: readonly IkeSa[], source: Source, line: number): void {
      lines++;
      const last = all.at(-1);
      if (last !== undefined && rivals === present && last.source === source) last.lines.push(line);
      else if (all.length < MOST_LISTED) {
        present = rivals;
        all.push({ source, lines: [line], among: rivals.length, ikeSas: rivals.slice(0, MOST_RIVALS) });
      }
    },
  };
}

/** Events that change nothing but whose turn it is. */
const MUTE: ReadonlySet<EventType> = new Set<EventType>([
  'packet.received',
  'packet.sent',
  'message.parsed',
  'message.generated',
  'dpd.sent',
  'mobike.updating',
]);

/** What is asked and answered without an effect that lasts: DPD, and the answers to MOBIKE (RFC 4555 sections 3.5 to 3.9). Else a job matters too much to be left. */
const PASSING =
  /^(HASH|N\((NATD_S_IP|NATD_D_IP|COOKIE2|UPD_SA_ADDR|ADD_4_ADDR|ADD_6_ADDR|NO_ADD_ADDR|NO_NATS|DPD|DPD_ACK)\))$/;

const isPassing = remembered(
  (payloads) => payloads.endsWith(']') && payloadItems(payloads).every((item) => PASSING.test(item)),
);

/** True for an event that says nothing of whose it is, and changes nothing that lasts. */
export function isMute(event: IkeEvent | null): boolean {
  if (event === null || !MUTE.has(event.type)) return false;
  if (event.type !== 'message.parsed' && event.type !== 'message.generated') return true;
  return event.fields.exchange.startsWith('INFORMATIONAL') && isPassing(event.fields.payloads);
}

/**
 * Is nothing in the job that would tell whose it is, or that must be somebody's? An address update of this side is no such job where threads are named: charon makes
 * them in the order of its IKE_SAs (roam_job.c), and so they are told apart. Where lines of sixteen threads are divided by what follows what, that order is lost.
 */
export function saysNothing(job: Job): boolean {
  const isAsked = job.parsed !== null || job.pending.some(({ event }) => event?.type === 'dpd.sent');
  return (isAsked || job.isDivided) && job.pending.every(({ event }) => isMute(event));
}

/** A message that some of these IKE_SAs have had, `jobs` of them so far: who of them is still to have it is as unknown as who has. */
export interface Shared {
  readonly message: string;
  readonly rivals: readonly IkeSa[];
  jobs: number;
}

/** Such messages remembered; the oldest is forgotten first. */
const MOST_SHARED = 256;

const nameOf = ({ fields: { exchange, direction, mid } }: EventOf<'message.parsed'>) =>
  `${exchange} ${direction} ${mid}`;

/** What was found for a message, with all who share it where it is among them: the last of them to have it is told from the first no better. */
export function withSharers(found: Found | null, event: EventOf<'message.parsed'>): Found | null {
  if (found === null || found.sa.daemon.shared.length === 0) return found;
  const message = nameOf(event);
  const shared = found.sa.daemon.shared.find((one) => one.message === message && one.rivals.includes(found.sa));
  return shared === undefined ? found : { sa: found.sa, certain: false, rivals: shared.rivals };
}

/** A job of one of `rivals` was left to none. */
export function noteShared({ shared }: Daemon, { parsed }: Job, sa: IkeSa, rivals: readonly IkeSa[]): void {
  if (parsed === null) return;
  const message = nameOf(parsed);
  let at = shared.findIndex((one) => one.message === message && one.rivals.includes(sa));
  if (at < 0) at = shared.push({ message, rivals, jobs: 0 }) - 1;
  const known = shared[at]!;
  known.jobs++;
  if (known.jobs >= known.rivals.length) shared.splice(at, 1);
  if (shared.length > MOST_SHARED) shared.shift();
}

/**
 * What was found, without those who cannot be meant: a thread has an IKE_SA to itself while it works on it (ike_sa_manager.c), so that whoever spoke since this job
 * began was in another one.
 */
export function withoutBusy(found: Found, job: Job): Found {
  const begin = job.pending[0];
  if (found.rivals === undefined || begin === undefined) return found;
  const busy = busyOf(found.sa.daemon);
  const free = found.rivals.filter(
    (sa) => (sa.lastSource !== begin.source || sa.lastLine <= begin.line) && !busy.includes(sa),
  );
  if (free.length === 0 || free.length === found.rivals.length) return found;
  const { guessed } = found.sa.daemon;
  const sa = free.includes(found.sa) ? found.sa : (free.find((one) => !guessed.has(one)) ?? free[0]!);
  return free.length === 1 ? { sa, certain: true } : { sa, certain: false, rivals: free };
}

/** Events of one IKE_SA remembered as tosses of a coin; the oldest is forgotten first. */
const MOST_COINS = 256;

/** The event was given to `sa`, and could be another's just as well. */
export function noteCoin(sa: IkeSa, event: IkeEvent): void {
  const coins = sa.coins.size === 0 ? new Set<IkeEvent>() : (sa.coins as Set<IkeEvent>);
  if (coins.size >= MOST_COINS) coins.delete(coins.values().next().value!);
  sa.coins = coins.add(event);
}
