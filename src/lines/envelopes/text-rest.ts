/**
 * Room 2, envelopes: what follows the time in a line of text: `[host ][program[pid]: ]13[IKE] message`, a message
 * without prefix of a program that is charon's, or a folded repetition. Nine of ten lines of a mixed log end here as
 * `other` after a look at their program's name.
 */
import { BYTES, findBlank, isDigit, skipBlanks } from '../bytes.ts';
import type { DialectName } from '../dialects.ts';
import { createIntern } from '../intern.ts';
import type { Record } from '../record.ts';
import { textOf } from '../record.ts';
import type { ReadStamp } from '../time.ts';
import { joinTimes } from '../time.ts';
import type { Shape } from '../time-shapes.ts';
import { MEASURES } from '../time-shapes.ts';
import { hasGroupPrefix, hasThreadPrefix } from './charon-prefix.ts';
import type { Context } from './envelope.ts';
import { clearRecord, createHeaderSpeakers } from './envelope.ts';
import { isCharonProgram, programNameEnd } from './programs.ts';
import { readFolded, repeatsOfLast } from './repeats.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { CLOSE_BRACKET, COLON, DOT, OPEN_BRACKET, SPACE } = BYTES;
const { broken: BROKEN, charon: CHARON, misfit: MISFIT, other: OTHER, repeated: REPEATED } = VERDICTS;

/** Words before a program name that are passed over: host, facility, process ids of logcat. */
const MOST_WORDS = 7;
/** Without a time only a host may stand there, for more words may be a time of unknown shape. */
const MOST_WORDS_WITHOUT_TIME = 2;

/** Where the parts of a line stand. The object is reused. */
export interface Parts {
  shape: Shape;
  readStamp: ReadStamp;
  /** The time is `[stamp, stampEnd)`, the header `[head, body)`, the line ends at `end`. */
  stamp: number;
  stampEnd: number;
  head: number;
  body: number;
  end: number;
  /** Where charon's prefix begins when it follows the header directly, else -1. */
  prefix: number;
}

export function createParts(): Parts {
  return { shape: 'none', readStamp: () => false, stamp: 0, stampEnd: 0, head: 0, body: 0, end: 0, prefix: -1 };
}

/** Names of a shape's lines: with a prefix behind a header, without a header, and bare messages behind a header. */
const NAMES: { readonly [S in Shape]: readonly [syslog: DialectName, file: DialectName, journal: DialectName] } = {
  bsd: ['syslog-3164', 'charon-file', 'journal-short'],
  iso: ['syslog-iso', 'charon-file', 'journal-short-iso'],
  ctime: ['openwrt-logread', 'charon-file', 'openwrt-logread'],
  full: ['journal-short-full', 'charon-file', 'journal-short-full'],
  clf: ['syslog-iso', 'charon-file', 'syslog-iso'],
  epoch: ['journal-short-unix', 'charon-file', 'journal-short-unix'],
  monotonic: ['journal-short-monotonic', 'charon-file', 'journal-short-monotonic'],
  'month-day': ['logcat', 'charon-file', 'logcat'],
  'time-of-day': ['syslog-3164', 'charon-file', 'syslog-3164'],
  none: ['syslog-no-time', 'charon-file', 'syslog-no-time'],
  custom: ['syslog-3164', 'charon-file', 'syslog-3164'],
};
/** Length of `2026-11-23T09:08:57.1234567Z`: container runtimes print more digits than charon's six. */
const CONTAINER_STAMP = 28;

/** Reads the rest of a line whose time `parts` describes. */
export type ReadRest = (bytes: Buffer, parts: Parts, record: Record) => Verdict;

export function createRest(context: Context): ReadRest {
  const speakerOf = createIntern(createHeaderSpeakers(context));
  const folded = { count: 1, start: 0, end: 0 };

  /** The line is charon's: its header ends at `body`. */
  function finish(bytes: Buffer, parts: Parts, body: number, record: Record): void {
    parts.body = body;
    setTime(bytes, parts, record);
    record.speaker = speakerOf(bytes, parts.head, body);
    const names = NAMES[parts.shape];
    if (body > parts.head) context.dialect = names[record.thread < 0 ? 2 : 0];
    else if (record.thread < 0) context.dialect = 'control';
    else context.dialect = isContainerStamp(bytes, parts) ? 'container-timestamps' : names[1];
  }

  function setTime(bytes: Buffer, parts: Parts, record: Record): void {
    if (parts.stampEnd > parts.stamp) parts.readStamp(bytes, parts.stamp, parts.stampEnd, record);
    else record.at = record.zone = Number.NaN;
  }

  /**
   * charon's prefix stands at `at`. `body` is where the header ends, which is before `at` when something stands
   * between.
   */
  function take(bytes: Buffer, parts: Parts, body: number, at: number, record: Record): Verdict {
    record.messageId = -1;
    record.count = 1;
    if (!context.readPrefix(bytes, at, parts.end, record)) return BROKEN;
    finish(bytes, parts, body, record);
    if (body === at) parts.prefix = at;
    return CHARON;
  }

  /** A message without charon's prefix, of a program that is charon's: journalctl's text formats, starter. */
  function takeBare(bytes: Buffer, parts: Parts, body: number, at: number, record: Record): Verdict {
    if (at >= parts.end) return OTHER;
    if (hasGroupPrefix(bytes, at, parts.end)) return take(bytes, parts, body, at, record);
    clearRecord(record);
    record.bytes = bytes;
    record.start = at;
    record.end = parts.end;
    finish(bytes, parts, body, record);
    return CHARON;
  }

  /** The word `[word, stop)` ends in a colon: it is the program. */
  function readBody(bytes: Buffer, parts: Parts, word: number, stop: number, record: Record): Verdict {
    const { end } = parts;
    const at = skipBlanks(bytes, stop + 1, end);
    const first = bytes[at]!;
    if (isDigit(first) && hasThreadPrefix(bytes, at, end)) return take(bytes, parts, at, at, record);
    if (isCharonProgram(bytes, word, stop)) return readOwnBody(bytes, parts, stop, at, record);
    if (first === 0x6c || first === 0x2d || first === 0x6d) return readRepeat(bytes, parts, stop, at, false, record);
    if (first === 0x32 || first === 0x4d) return readNested(bytes, parts, stop, at, record);
    return refuse(parts);
  }

  function readOwnBody(bytes: Buffer, parts: Parts, stop: number, at: number, record: Record): Verdict {
    const verdict = readRepeat(bytes, parts, stop, at, true, record);
    if (verdict !== OTHER && verdict !== MISFIT) return verdict;
    // Without a time and a process id a word and a colon are prose, whatever the word.
    if (parts.stampEnd === parts.stamp && bytes[stop - 1] !== CLOSE_BRACKET) return MISFIT;
    // A message may begin with blanks: only the one behind the colon is the header's.
    return takeBare(bytes, parts, stop, Math.min(stop + (bytes[stop + 1] === SPACE ? 2 : 1), parts.end), record);
  }

  /** "last message repeated n times", "message repeated n times: [ 13[IKE] ...]" at `at`. */
  function readRepeat(bytes: Buffer, parts: Parts, stop: number, at: number, isOurs: boolean, record: Record): Verdict {
    const { end } = parts;
    const count = repeatsOfLast(bytes, at, end);
    if (count > 0) {
      setTime(bytes, parts, record);
      record.count = count;
      return REPEATED;
    }
    if (!readFolded(bytes, at, end, folded)) return refuse(parts);
    parts.end = folded.end;
    const isPrefixed = hasThreadPrefix(bytes, folded.start, folded.end);
    if (!isPrefixed && !isOurs) return refuse(parts);
    const verdict = isPrefixed
      ? take(bytes, parts, stop, folded.start, record)
      : takeBare(bytes, parts, stop, folded.start, record);
    record.count = folded.count;
    return verdict;
  }

  /**
   * A container's output in syslog may carry charon's own time: `dockerd[1]: 2026-11-23 09:08:57 05[CFG] text`. The
   * outer time is kept.
   */
  function readNested(bytes: Buffer, parts: Parts, stop: number, at: number, record: Record): Verdict {
    const inner = MEASURES[bytes[at] === 0x32 ? 'iso' : 'bsd'](bytes, at, parts.end);
    const prefix = inner < 0 ? parts.end : skipBlanks(bytes, inner, parts.end);
    return prefix < parts.end && hasThreadPrefix(bytes, prefix, parts.end)
      ? take(bytes, parts, stop, prefix, record)
      : refuse(parts);
  }

  /** `docker logs -t` of a daemon that prints times itself: the line behind the runtime's time has one more. */
  function readInnerTime(bytes: Buffer, parts: Parts, record: Record): Verdict {
    const shape = bytes[parts.head] === 0x32 ? 'iso' : 'bsd';
    const inner = MEASURES[shape](bytes, parts.head, parts.end);
    const prefix = inner < 0 ? parts.end : skipBlanks(bytes, inner, parts.end);
    if (prefix >= parts.end || !hasThreadPrefix(bytes, prefix, parts.end)) return MISFIT;
    const verdict = take(bytes, parts, parts.head, prefix, record);
    if (verdict !== CHARON) return verdict;
    const outer = record.at;
    context.clock.reading(shape)(bytes, parts.head, inner, record);
    record.at = joinTimes(record.at, outer);
    return verdict;
  }

  /** `[IKE] text` at the head, and "last message repeated" without a program, behind the time or behind the host. */
  function readUnusual(bytes: Buffer, parts: Parts, at: number, record: Record): Verdict {
    const first = bytes[at];
    if (first === OPEN_BRACKET)
      return at === parts.head && hasGroupPrefix(bytes, at, parts.end) ? take(bytes, parts, at, at, record) : MISFIT;
    const count = repeatsOfLast(bytes, at, parts.end);
    if (count === 0) return MISFIT;
    // The record still holds the message before: it has to be the same host's.
    const host = at > parts.head ? textOf(bytes, parts.head, findBlank(bytes, parts.head, at)) : null;
    if (host !== null && record.speaker.host !== null && host !== record.speaker.host) return refuse(parts);
    setTime(bytes, parts, record);
    record.count = count;
    return REPEATED;
  }

  return (bytes, parts, record) => {
    const { end } = parts;
    const head = skipBlanks(bytes, parts.stampEnd, end);
    if (head === parts.stampEnd && parts.stampEnd > parts.stamp && head < end) return MISFIT;
    const hasTime = parts.stampEnd > parts.stamp;
    if (!hasTime && head > parts.stamp) return MISFIT;
    const most = hasTime ? MOST_WORDS : MOST_WORDS_WITHOUT_TIME;
    parts.head = head;
    parts.prefix = -1;
    if (isContainerStamp(bytes, parts)) {
      const verdict = readInnerTime(bytes, parts, record);
      if (verdict !== MISFIT) return verdict;
    }
    let at = head;
    let previous = -1;
    for (let words = 0; words < most && at < end; words++) {
      const first = bytes[at]!;
      if (first <= 0x39 && isDigit(first) && hasThreadPrefix(bytes, at, end)) {
        return isVouchedFor(bytes, parts, previous, at) ? take(bytes, parts, at, at, record) : refuse(parts);
      }
      const stop = findBlank(bytes, at, end);
      if (bytes[stop - 1] === COLON) return readBody(bytes, parts, at, stop - 1, record);
      if (words < 2 && (first === OPEN_BRACKET || first === 0x6c || first === 0x4c || first === 0x2d)) {
        const verdict = readUnusual(bytes, parts, at, record);
        if (verdict !== MISFIT) return verdict;
      }
      previous = at;
      at = skipBlanks(bytes, stop, end);
    }
    return refuse(parts);
  };
}

function isContainerStamp(bytes: Buffer, parts: Parts): boolean {
  const { stamp, stampEnd } = parts;
  return (
    parts.shape === 'iso' &&
    stampEnd - stamp >= CONTAINER_STAMP &&
    bytes[stamp + 19] === DOT &&
    isDigit(bytes[stamp + 26])
  );
}

/** A line with a time has the shape of a log line, whoever wrote it; one without may be anything. */
function refuse(parts: Parts): Verdict {
  return parts.stampEnd > parts.stamp ? OTHER : MISFIT;
}

/** Without a time only a program's name vouches for a prefix behind other words: prose quotes such lines too. */
function isVouchedFor(bytes: Buffer, parts: Parts, previous: number, at: number): boolean {
  if (previous < 0 || parts.stampEnd > parts.stamp) return true;
  return isCharonProgram(bytes, previous, programNameEnd(bytes, previous, findBlank(bytes, previous, at)));
}
