/**
 * Room 8: how far one log was read, and the places in it where reading may begin again. Pieces and records enter; a place that survives rotation leaves.
 */
import { type Break, type BytePrint, type Chunk, cursorOf, type FilePrint, printOf } from '../intake/index.ts';
import type { Record } from '../lines/index.ts';

/** A file is told from others by its first bytes, and by the last ones that were read. */
const HEAD_BYTES = 512;
const TAIL_BYTES = 256;
/** Places closer together than this are not told apart: reading begins a little earlier instead. */
const MARK_BYTES = 4096;
/** A journal is in order but for so much: entries carry the time at which they were sent. */
const DISORDER_MS = 5000;
const NEWLINE = 0x0a;

/** A line of a log: of which of its files (they are numbered as they are read), and its number in it. */
export interface Position {
  readonly file: number;
  readonly line: number;
}

export const isBefore = (a: Position, b: Position) => a.file < b.file || (a.file === b.file && a.line < b.line);

/** A line that reading may begin with. */
export interface Mark extends Position {
  /** Bytes before it in its file. */
  readonly offset: number;
  /** Bytes before it in the whole log, as far as it was read by this process. */
  readonly total: number;
  /** Time of the line, NaN where it has none. */
  readonly at: number;
  /** Of a journal: the entry before it, null where that is not known. */
  readonly cursor: string | null;
}

/** Plain data: where to go on. `lines` are those before. */
export type SavedTrack =
  | {
      readonly kind: 'files';
      /** The files from the one that reading goes on in to the present one, oldest first. */
      readonly files: readonly FilePrint[];
      readonly from: { readonly position: number; readonly lines: number };
      /** The last line that was judged; `file` is an index of `files`. */
      readonly reached: Position;
      /** Lines after which reading paused, as `reached`; absent in a state of before they were kept. */
      readonly pauses?: readonly Position[];
    }
  | {
      readonly kind: 'journal';
      readonly from: { readonly cursor: string; readonly lines: number } | null;
      readonly reached: { readonly line: number; readonly at: number | null };
      readonly pauses?: readonly Position[];
    };

interface FileSeen {
  head: Buffer;
  /** Known from before, where reading began in the middle. */
  readonly headPrint: BytePrint | null;
  tail: Buffer;
  end: number;
}

/** What of a log was judged before a restart; up to there nothing is to be told again. */
export interface Judged {
  readonly position: Position;
  /** Time of that line, NaN where it does not help: a journal may lose entries, and then line numbers say nothing. */
  readonly at: number;
  /**
   * Lines after which reading paused, in order: there what a log without threads holds back was let go of, and judged. A replay does the same at the same
   * places, else what it holds back would be taken for judged, or be told twice.
   */
  readonly pauses: readonly Position[];
}

/** Pauses remembered of a log; of more than ten minutes of them none is needed (MOST_MS of bookmarks). */
const MAX_PAUSES = 1000;

const NEW_FILE: Buffer = Buffer.alloc(0);

/** `headPrint`: of the first file, where it is not read from its beginning. */
export function createTrack(isJournal: boolean, judged: Judged | null, headPrint: BytePrint | null) {
  /** Files that marks lie in, by number; the last is the present one. */
  const files = new Map<number, FileSeen>();
  let file = -1;
  let marks: Mark[] = [];
  let total = 0;
  let reached: Position & { readonly at: number } = { file: 0, line: 0, at: Number.NaN };
  let isReplaying = judged !== null;
  /** Pauses since the first mark, and those of before a restart that the replay has not come to. */
  let pauses: Position[] = [];
  let ahead: readonly Position[] = judged?.pauses ?? [];
  /** Of a journal: lines so far, and the last entry. */
  let lines = 0;
  let cursor: string | null = null;

  function open(): void {
    file++;
    files.set(file, { head: NEW_FILE, headPrint: file === 0 ? headPrint : null, tail: NEW_FILE, end: 0 });
  }

  function takeBytes({ bytes, offset, source }: Chunk): void {
    const seen = files.get(file)!;
    if (isJournal) {
      if (lines === 0) lines = source.linesBefore ?? 0;
      marks.push({ file, line: lines + 1, offset, total, at: reached.at, cursor });
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
      const last = bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1;
      cursor = cursorOf(bytes.subarray(last)) ?? cursor;
    } else {
      if (seen.headPrint === null && seen.head.length < HEAD_BYTES && offset === seen.head.length)
        seen.head = Buffer.concat([seen.head, bytes.subarray(0, HEAD_BYTES - seen.head.length)]);
      const tail = bytes.length >= TAIL_BYTES ? bytes.subarray(-TAIL_BYTES) : Buffer.concat([seen.tail, bytes]);
      seen.tail = Buffer.from(tail.subarray(-TAIL_BYTES));
      seen.end = offset + bytes.length;
    }
    total += bytes.length;
  }

  function note(record: Record): void {
    const { line, offset, at } = record;
    reached = { file, line, at };
    if (isReplaying && judged !== null) {
      const isPast = isBefore(judged.position, reached) || at - judged.at > DISORDER_MS;
      if (isPast) isReplaying = false;
    }
    if (isJournal) return;
    const last = marks.at(-1);
    if (last === undefined || last.file !== file || offset - last.offset >= MARK_BYTES)
      marks.push({ file, line, offset, total, at, cursor: null });
  }

  return {
    /** Call for every piece, before it is read. */
    piece(piece: Chunk | Break): void {
      if (piece.kind === 'chunk') takeBytes(piece);
      else if (piece.kind === 'opened' || piece.kind === 'rotated' || piece.kind === 'truncated') open();
    },
    /** Call for every record. */
    record: note,
    /** True while what is read was judged before a restart. */
    isReplaying: () => isReplaying,
    /** Reading paused before that line the last time. Call before `record`; the pause counts as made. */
    isPauseBefore(line: number): boolean {
      const position = { file, line };
      let isAny = false;
      for (; ahead.length > 0 && isBefore(ahead[0]!, position); ahead = ahead.slice(1)) {
        pauses.push(ahead[0]!);
        isAny = true;
      }
      return isAny;
    },
    /** Nothing came for a while. False where a replay is not at its end: then nothing paused. */
    pause(): boolean {
      const { line, file: at } = reached;
      if (isReplaying && judged !== null) {
        if (isBefore(reached, judged.position)) return false;
        // What was held back there when the process ended is judged only if a pause had let go of it.
        const last = ahead.at(-1);
        isReplaying = last !== undefined && last.file === at && last.line === line;
        if (isReplaying) pauses.push(...ahead);
        ahead = [];
        if (isReplaying) return true;
      }
      const last = pauses.at(-1);
      if (last === undefined || last.file !== at || last.line !== line) pauses.push({ file: at, line });
      if (pauses.length > MAX_PAUSES) pauses = pauses.slice(-MAX_PAUSES);
      return true;
    },
    /** Where a line stands that was read not long ago. */
    positionOf: (line: number): Position => ({ file: line > reached.line ? Math.max(0, file - 1) : file, line }),
    reached: (): Position & { readonly at: number } => reached,
    total: () => total,
    /** The latest mark for which `isGood`, else the first. Marks before it are forgotten. Null when nothing was read. */
    settle(isGood: (mark: Mark) => boolean): Mark | null {
      let at = marks.length - 1;
      while (at > 0 && !isGood(marks[at]!)) at--;
      if (at > 0) marks = marks.slice(at);
      const first = marks[0] ?? null;
      if (first !== null) for (const number of files.keys()) if (number < first.file) files.delete(number);
      return first;
    },
    /** In: the mark to go on from, as `settle` gave it. */
    save(mark: Mark): SavedTrack {
      const { line, at } = reached;
      pauses = pauses.filter((one) => !isBefore(one, mark));
      const kept = pauses.map((one) => ({ file: isJournal ? 0 : one.file - mark.file, line: one.line }));
      if (isJournal) {
        const from = mark.cursor === null ? null : { cursor: mark.cursor, lines: mark.line - 1 };
        return { kind: 'journal', from, reached: { line, at: Number.isNaN(at) ? null : at }, pauses: kept };
      }
      const prints = [...files.values()].map(({ head, headPrint: known, tail, end }) => ({
        head: known ?? printOf(head, head.length),
        tail: printOf(tail, end),
      }));
      const from = { position: mark.offset, lines: mark.line - 1 };
      return { kind: 'files', files: prints, from, reached: { file: reached.file - mark.file, line }, pauses: kept };
    },
  };
}

export type Track = ReturnType<typeof createTrack>;
