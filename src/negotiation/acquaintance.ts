/**
 * Room 4: which values go together (clues.ts), learned from the log itself: what one line names side by side belongs together; what was in one job, likely.
 * From that follows how much a line's values speak for its being a certain job's.
 */
import { type Clue, type ClueClass, cluesOf, type Partners } from './clues.ts';
import type { IkeEvent } from './event.ts';

/** How much two different values of a class in one job speak against it: a job may close several CHILD_SAs, but has one peer. */
const AGAINST: { readonly [C in ClueClass]: number } = {
  local: -12,
  remote: -12,
  port: 0,
  uid: -3,
  name: -5,
  localId: -8,
  remoteId: -8,
  cuid: -2,
  child: -1,
  spi: 0,
  ts: 0,
  mid: -10,
  next: -8,
  error: -8,
  answer: -8,
  read: 0,
  size: 0,
};

/** Values seen with more others than that tell nothing: the own address of a gateway. */
const MOST_PARTNERS = 48;

/** Values remembered; the oldest are forgotten first. */
const MOST_VALUES = 50_000;

/** Classes whose values name somebody. The size of a packet and what was read in it go together as well. */
const NAMES: ReadonlySet<ClueClass> = new Set([
  'local',
  'remote',
  'uid',
  'name',
  'localId',
  'remoteId',
  'cuid',
  'child',
  'spi',
  'ts',
]);
const goTogether = (one: ClueClass, other: ClueClass) =>
  one !== other &&
  ((NAMES.has(one) && NAMES.has(other)) ||
    (one === 'size' && other === 'read') ||
    (one === 'read' && other === 'size'));

function note(partners: Partners, other: Clue): void {
  const set = partners.get(other.is);
  if (set === undefined) partners.set(other.is, new Set([other]));
  else if (set.size <= MOST_PARTNERS) set.add(other);
}

/** The values of one log. */
export function createClues() {
  const known = new Map<string, Clue>();
  let serial = 0;

  function clueOf(is: ClueClass, value: string): Clue {
    const key = `${is} ${value}`;
    let clue = known.get(key);
    if (clue === undefined) {
      if (known.size >= MOST_VALUES) known.delete(known.keys().next().value!);
      clue = { serial: serial++, is, value, sure: new Map(), likely: new Map() };
      known.set(key, clue);
    }
    return clue;
  }

  return {
    /** What an event says; its values are acquainted from now on. */
    read(event: IkeEvent | null): readonly Clue[] {
      if (event === null) return NOTHING;
      const clues = cluesOf(event, clueOf);
      for (const one of clues)
        for (const other of clues) if (NAMES.has(one.is) && goTogether(one.is, other.is)) note(one.sure, other);
      return clues;
    },
  };
}

const NOTHING: readonly Clue[] = [];

/** A job has these values: what is in one job goes together, likely. */
export function introduce(job: readonly Clue[], line: readonly Clue[]): void {
  for (const one of job)
    for (const other of line)
      if (goTogether(one.is, other.is)) {
        note(one.likely, other);
        note(other.likely, one);
      }
}

/** What the acquaintances of one value say of another: above 0 for, -1 against, 0 nothing. */
function half(partners: Partners, other: Clue): number {
  const set = partners.get(other.is);
  if (set === undefined || set.size > MOST_PARTNERS) return 0;
  return set.has(other) ? 1 / set.size : -1;
}

/** How much what lines name together weighs, and what was merely in one job; for and against. */
const SURE = { for: 2, against: 4 };
const LIKELY = { for: 1, against: 1 };
const LIKELY_MOST = 3;

const weigh = (said: number, by: typeof SURE) => (said < 0 ? said * by.against : said * by.for);

/** A CHILD_SA is often called after its connection. Both names are the administrator's. */
const NAMESAKE = 1.5;

function namesake(one: Clue, other: Clue): number {
  if (one.is === 'child' && other.is === 'name') return one.value.includes(other.value) ? NAMESAKE : 0;
  return one.is === 'name' && other.is === 'child' && other.value.includes(one.value) ? NAMESAKE : 0;
}

/** Beyond that, more that speaks for a job counts for little: it must not outweigh the order of lines. */
const ENOUGH = 3;
const SURPLUS = 0.1;
/** About the most that values can speak for a job. */
export const MOST_SPOKEN = 6;

/** How much a line's values speak for its being the job's that has these; below 0 against. What speaks against is not outweighed by what speaks for. */
export function speaksFor(job: readonly Clue[], line: readonly Clue[]): number {
  let pro = 0;
  let contra = 0;
  let likely = 0;
  for (const clue of line) {
    for (const other of job) {
      if (other.is === clue.is) {
        if (other === clue) pro++;
        else contra += AGAINST[clue.is];
      } else if (goTogether(clue.is, other.is)) {
        const sure = weigh(half(clue.sure, other), SURE) + weigh(half(other.sure, clue), SURE);
        if (sure > 0) pro += sure;
        else contra += sure;
        likely += weigh(half(clue.likely, other), LIKELY) + weigh(half(other.likely, clue), LIKELY);
        likely += namesake(clue, other);
      }
    }
  }
  pro += Math.max(-LIKELY_MOST, Math.min(LIKELY_MOST, likely));
  return contra + (pro > ENOUGH ? ENOUGH + (pro - ENOUGH) * SURPLUS : pro);
}
