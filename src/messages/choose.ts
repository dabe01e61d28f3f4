/**
 * Room 3: the one wording that a text was made of. The bytes of a text enter, the winning entry and the spans of its holes leave.
 */
import { GROUPS } from '../lines/index.ts';
import { compileWording, createPrograms } from './compile.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { beats, type Entry, entriesOf } from './entry.ts';
import { guessAt, noteWinner, slotOf, type Winner } from './guess.ts';
import { MOST_HOLES, type PatternWords } from './pattern-source.ts';
import { type Budget, runProgram } from './run.ts';

/** The text is always `bytes[start, end)`, trimmed. */
export interface Chooser {
  /** The winner among the patterns of a group (index in GROUPS, or -1 for all), or null. */
  choose(group: number, bytes: Uint8Array, start: number, end: number): Entry | null;
  /** The same among the patterns that name this MESSAGE_ID. */
  chooseById(messageId: number, bytes: Uint8Array, start: number, end: number): Entry | null;
  /** The same among the wordings of one pattern. */
  chooseAmong(pattern: number, bytes: Uint8Array, start: number, end: number): Entry | null;
  /** Every entry of a group that matches, whoever wins. Tries them all: for laws and explanations, not for logs. */
  all(group: number, bytes: Uint8Array, start: number, end: number): Entry[];
  /** The entries of a group. */
  entries(group: number): readonly Entry[];
  /** Start and end of each hole of the last winner. */
  spans(): Int32Array;
  /** Below 0 after a choice that was given up. */
  readonly budget: Budget;
}

/**
 * Steps allowed for a text of so many bytes: at least twice what charon's own need (a test holds them to it), so that a hostile text costs no more than some honest
 * ones.
 */
export function stepsFor(length: number): number {
  return 1000 + 8 * length;
}

/** A chooser among these patterns. */
export function createChooser(patterns: readonly PatternWords[]): Chooser {
  const entriesAt = createEntries(patterns);
  const dispatches = createDispatches(patterns, entriesAt);
  const byId = entriesById(patterns, entriesAt);
  const programs = createPrograms();
  const budget: Budget = { steps: 0 };
  const candidates: Entry[] = [];
  // `best` is the winner so far and `bestSpans` its holes; `trialSpans` is what the next trial writes. The two arrays change places when a trial wins.
  let best: Entry | null = null;
  let bestSpans = new Int32Array(2 * MOST_HOLES);
  let trialSpans = new Int32Array(2 * MOST_HOLES);

  function matches(entry: Entry, bytes: Uint8Array, start: number, end: number): boolean {
    if (entry.program < 0) entry.program = compileWording(programs, entry.wording);
    return runProgram(programs, entry.program, bytes, start, end, trialSpans, budget);
  }

  function begin(start: number, end: number): void {
    best = null;
    budget.steps = stepsFor(end - start);
  }

  /** Tries a wording; one that matches is the best so far. */
  function tryEntry(entry: Entry, bytes: Uint8Array, start: number, end: number): boolean {
    if (!matches(entry, bytes, start, end)) return false;
    best = entry;
    const spans = bestSpans;
    bestSpans = trialSpans;
    trialSpans = spans;
    return true;
  }

  function consider(tried: readonly Entry[], count: number, bytes: Uint8Array, start: number, end: number): void {
    for (let i = count - 1; i >= 0; i--) {
      const entry = tried[i]!;
      if (best === null || beats(entry, best)) tryEntry(entry, bytes, start, end);
    }
  }

  function chooseFrom(
    listed: readonly Entry[] | undefined,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Entry | null {
    if (listed === undefined) return null;
    begin(start, end);
    consider(listed, listed.length, bytes, start, end);
    return budget.steps < 0 ? null : best;
  }

  /**
   * Whether the guess wins. If not, nothing is known, and the search has its own budget: a hostile text costs twice as much at most, and a guess may know a text that a
   * search would give up.
   */
  function isRight(guess: Winner, { firm }: Dispatch, bytes: Uint8Array, start: number, end: number): boolean {
    const { entry, rivals } = guess;
    if (rivals === null) return false;
    begin(start, end);
    if (!tryEntry(entry, bytes, start, end)) return false;
    for (let i = 0; i < rivals.length; i++) if (matches(rivals[i]!, bytes, start, end)) return false;
    if (!guess.isFirm)
      consider(candidates, firm.collect(bytes, start, 1, end - start, candidates, 0), bytes, start, end);
    return best === entry && budget.steps >= 0;
  }

  function search(dispatch: Dispatch, bytes: Uint8Array, start: number, end: number): Entry | null {
    begin(start, end);
    const length = end - start;
    consider(candidates, dispatch.firm.collect(bytes, start, 1, length, candidates, 0), bytes, start, end);
    if (best === null || best.yieldsTo !== null || dispatch.isLooseFirst) {
      const { looseByStart, looseByEnd, looseOthers } = dispatch;
      consider(candidates, looseByStart.collect(bytes, start, 1, length, candidates, 0), bytes, start, end);
      consider(candidates, looseByEnd.collect(bytes, end - 1, -1, length, candidates, 0), bytes, start, end);
      consider(looseOthers, looseOthers.length, bytes, start, end);
    }
    return budget.steps < 0 ? null : best;
  }

  return {
    choose(group, bytes, start, end) {
      const dispatch = dispatches(group);
      const slot = slotOf(bytes, start, end);
      if (slot < 0) return search(dispatch, bytes, start, end);
      const guess = guessAt(dispatch.guesses, slot);
      if (guess !== undefined && isRight(guess, dispatch, bytes, start, end)) return guess.entry;
      const winner = search(dispatch, bytes, start, end);
      if (winner !== null) noteWinner(dispatch.guesses, slot, winner, dispatch.entries);
      return winner;
    },
    chooseById: (messageId, bytes, start, end) => chooseFrom(byId().get(messageId), bytes, start, end),
    chooseAmong: (pattern, bytes, start, end) => chooseFrom(entriesAt(pattern), bytes, start, end),
    all(group, bytes, start, end) {
      begin(start, end);
      return dispatches(group).entries.filter((entry) => {
        budget.steps = stepsFor(end - start);
        return matches(entry, bytes, start, end);
      });
    },
    entries: (group) => dispatches(group).entries,
    spans: () => bestSpans,
    budget,
  };
}

/** The entries of the pattern at an index, made when they are first asked for. */
function createEntries(patterns: readonly PatternWords[]): (index: number) => readonly Entry[] {
  const made: (readonly Entry[] | undefined)[] = new Array(patterns.length).fill(undefined);
  let indices: Map<string, number> | undefined;
  return (index) => {
    const pattern = patterns[index]!;
    if (pattern.yields.length > 0) indices ??= new Map(patterns.map(({ name }, position) => [name, position]));
    made[index] ??= entriesOf(
      pattern,
      index,
      pattern.yields.length === 0 ? null : new Set(pattern.yields.flatMap((name) => indices!.get(name) ?? [])),
    );
    return made[index];
  };
}

/** The dispatch of each group, made when it is first asked for. */
function createDispatches(
  patterns: readonly PatternWords[],
  entriesAt: (index: number) => readonly Entry[],
): (group: number) => Dispatch {
  const byGroup: (Dispatch | undefined)[] = GROUPS.map(() => undefined);
  let everyGroup: Dispatch | undefined;
  const dispatchOf = (group: number) =>
    createDispatch(
      patterns.flatMap(({ groups }, index) => (group < 0 || groups.includes(group) ? entriesAt(index) : [])),
    );
  return (group) => {
    if (group < 0 || group >= GROUPS.length) {
      everyGroup ??= dispatchOf(-1);
      return everyGroup;
    }
    byGroup[group] ??= dispatchOf(group);
    return byGroup[group];
  };
}

/** Entries by MESSAGE_ID, made when it is first asked for: most logs have none. */
function entriesById(
  patterns: readonly PatternWords[],
  entriesAt: (index: number) => readonly Entry[],
): () => ReadonlyMap<number, readonly Entry[]> {
  let byId: Map<number, Entry[]> | undefined;
  return () => {
    if (byId !== undefined) return byId;
    byId = new Map();
    for (const [index, { ids }] of patterns.entries()) {
      for (const id of ids === '' ? [] : ids.split(' ')) {
        const number = Number.parseInt(id, 16);
        byId.set(number, [...(byId.get(number) ?? []), ...entriesAt(index)]);
      }
    }
    return byId;
  };
}
