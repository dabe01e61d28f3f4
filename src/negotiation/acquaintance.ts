/**
 * Room 4: which values go together (clues.ts), learned from the log itself: what one line names side by side belongs together; what was in one job, likely.
 * From that follows how much a line's values speak for its being a certain job's.
 */
import {
  AGAINST,
  type Clue,
  type ClueClass,
  cluesOf,
  createClue,
  goTogether,
  namesBeside,
  type Partners,
} from './clues.ts';
import type { IkeEvent } from './event.ts';

/** Values seen with more others than that tell nothing: the own address of a gateway. */
const MOST_PARTNERS = 48;

/** Values remembered; the oldest are forgotten first. */
const MOST_VALUES = 50_000;

function note(partners: Partners, other: Clue): void {
  const set = partners[other.number];
  if (set === undefined) partners[other.number] = new Set([other]);
  else if (set.size <= MOST_PARTNERS) set.add(other);
}

/** Times of rekeying remembered until the lifetime beside each was read, and spans between the two that are told apart. */
const MOST_DUE = 32;
const MOST_SPANS = 64;

/** Rekeying is due at a random time, the end of the lifetime a fixed span after it (charon-log-facts 8): which two lines belong together. */
function createDueTimes() {
  const recent: number[] = [];
  const spans = new Map<number, number>();
  return {
    rekeying(seconds: number): number {
      recent.push(seconds);
      if (recent.length > MOST_DUE) recent.shift();
      return seconds;
    },
    /** When rekeying is due where the lifetime is `lifetime`; undefined when nothing tells. */
    before(lifetime: number): number | undefined {
      let usual: number | undefined;
      for (const due of recent) {
        const span = lifetime - due;
        if (spans.size >= MOST_SPANS && !spans.has(span)) spans.clear();
        const times = (spans.get(span) ?? 0) + 1;
        spans.set(span, times);
        if (times > 2 && times > (usual === undefined ? 0 : spans.get(usual)!)) usual = span;
      }
      return usual === undefined ? undefined : lifetime - usual;
    },
  };
}

/** The values of one log. */
export function createClues() {
  const known = new Map<string, Clue>();
  const times = createDueTimes();
  let serial = 0;

  function clueOf(is: ClueClass, value: string): Clue {
    const key = `${is} ${value}`;
    let clue = known.get(key);
    if (clue === undefined) {
      if (known.size >= MOST_VALUES) known.delete(known.keys().next().value!);
      clue = createClue(serial++, is, value);
      known.set(key, clue);
    }
    if (is === 'child' && clue.namesake === null) clue.namesake = namesakeOf(value);
    return clue;
  }

  /** The connection whose name a CHILD_SA's is, or begins with: `gw` of `gw`, `gw-lan`. */
  function namesakeOf(child: string): Clue | null {
    for (let end = child.length; end > 0; end--) {
      if (end < child.length && /[a-z\d]/i.test(child[end]!)) continue;
      const name = known.get(`name ${child.slice(0, end)}`);
      if (name !== undefined) return name;
    }
    return null;
  }

  function due(event: IkeEvent): Clue | null {
    const seconds =
      event.type === 'ike.rekey.scheduled'
        ? times.rekeying(event.fields.seconds)
        : event.type === 'ike.lifetime'
          ? times.before(event.fields.seconds)
          : undefined;
    return seconds === undefined ? null : clueOf('due', String(seconds));
  }

  return {
    /** What an event says; its values are acquainted from now on. */
    read(event: IkeEvent | null): readonly Clue[] {
      if (event === null) return NOTHING;
      const clues = cluesOf(event, clueOf);
      for (const one of clues)
        for (const other of clues) if (one.isName && goTogether(one, other)) note(one.sure, other);
      const dueThen = due(event);
      if (dueThen !== null) clues.push(dueThen);
      return clues;
    },
  };
}

const NOTHING: readonly Clue[] = [];

/** A job has these values: what is in one job goes together, likely. */
export function introduce(job: readonly Clue[], line: readonly Clue[]): void {
  for (const one of job)
    for (const other of line)
      if (goTogether(one, other)) {
        note(one.likely, other);
        note(other.likely, one);
      }
}

/** What the acquaintances of one value say of another: above 0 for, -1 against, 0 nothing. */
function half(partners: Partners, other: Clue): number {
  const set = partners[other.number];
  if (set === undefined || set.size > MOST_PARTNERS) return 0;
  return set.has(other) ? 1 / set.size : -1;
}

/** How much what lines name together weighs, and what was merely in one job; for and against. */
const SURE = { for: 2, against: 4 };
const LIKELY = { for: 1, against: 1 };
const LIKELY_MOST = 3;

const weigh = (said: number, by: typeof SURE) => (said < 0 ? said * by.against : said * by.for);

/** A CHILD_SA is often called after its connection. Both names are the administrator's. */
const NAMESAKE = { for: 1.5, against: 1.5 };
/** A value that was named beside more connections than that tells none. */
const MOST_NAMES = 3;

/** Does what a value says of the connection go with what the name of a CHILD_SA says? Above 0 yes, -1 no, 0 unknown. */
function isNamesake(child: Clue, other: Clue): number {
  const { namesake } = child;
  if (namesake === null) return 0;
  if (other.is === 'name') return other === namesake ? 1 : -1;
  const names = namesBeside(other);
  if (names === undefined || names.size > MOST_NAMES) return 0;
  return names.has(namesake) ? 1 / names.size : -1;
}

/** The same, for the names of CHILD_SAs among some values, and all that others say: -1 where anything speaks against it. */
function kinship(some: readonly Clue[], others: readonly Clue[]): number {
  let kin = 0;
  for (const child of some) {
    if (child.namesake === null) continue;
    for (const other of others) {
      const said = isNamesake(child, other);
      if (said < 0) return -1;
      if (said > kin) kin = said;
    }
  }
  return kin;
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
  for (let i = 0; i < line.length; i++) {
    const clue = line[i]!;
    for (let j = 0; j < job.length; j++) {
      const other = job[j]!;
      if (other.number === clue.number) {
        if (other === clue) pro++;
        else contra += AGAINST[clue.number]!;
      } else if (goTogether(clue, other)) {
        const sure = weigh(half(clue.sure, other), SURE) + weigh(half(other.sure, clue), SURE);
        if (sure > 0) pro += sure;
        else contra += sure;
        likely += weigh(half(clue.likely, other), LIKELY) + weigh(half(other.likely, clue), LIKELY);
      }
    }
  }
  const [kin, kith] = [kinship(line, job), kinship(job, line)];
  if (kin < 0 || kith < 0) contra -= NAMESAKE.against;
  else pro += Math.max(kin, kith) * NAMESAKE.for;
  pro += Math.max(-LIKELY_MOST, Math.min(LIKELY_MOST, likely));
  return contra + (pro > ENOUGH ? ENOUGH + (pro - ENOUGH) * SURPLUS : pro);
}
