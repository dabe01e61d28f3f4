/**
 * Room 1, intake: what a source is, by its first bytes. In: the head of a source, up to `HEAD_BYTES`. Out: a verdict.
 */

/** How many bytes a verdict looks at. */
export const HEAD_BYTES = 65_536;

export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

export type Verdict =
  | { readonly kind: 'text' }
  | { readonly kind: 'compressed'; readonly by: Compression }
  | { readonly kind: 'utf-16'; readonly encoding: 'utf-16le' | 'utf-16be' }
  /** `what` completes the sentence "this is ...". */
  | { readonly kind: 'binary'; readonly what: string };

interface Magic {
  readonly bytes: readonly number[];
  /** Where in the head they stand. */
  readonly at: number;
  readonly verdict: Verdict;
}

function magic(bytes: readonly number[] | string, verdict: Verdict, at = 0): Magic {
  return { bytes: typeof bytes === 'string' ? [...Buffer.from(bytes, 'latin1')] : bytes, at, verdict };
}

function binary(what: string): Verdict {
  return { kind: 'binary', what };
}

/** First bytes that say it all. Order matters only where one is the beginning of another. */
const MAGICS: readonly Magic[] = [
  magic([0x1f, 0x8b], { kind: 'compressed', by: 'gzip' }),
  magic([0x28, 0xb5, 0x2f, 0xfd], { kind: 'compressed', by: 'zstd' }),
  magic([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], { kind: 'compressed', by: 'xz' }),
  magic('BZh', { kind: 'compressed', by: 'bzip2' }),
  magic([0xff, 0xfe], { kind: 'utf-16', encoding: 'utf-16le' }),
  magic([0xfe, 0xff], { kind: 'utf-16', encoding: 'utf-16be' }),
  magic('LPKSHHRH', binary('a file of the systemd journal, which only journalctl can read')),
  magic([0xd4, 0xc3, 0xb2, 0xa1], binary('a packet capture, not a log')),
  magic([0xa1, 0xb2, 0xc3, 0xd4], binary('a packet capture, not a log')),
  magic([0x4d, 0x3c, 0xb2, 0xa1], binary('a packet capture, not a log')),
  magic([0xa1, 0xb2, 0x3c, 0x4d], binary('a packet capture, not a log')),
  magic([0x0a, 0x0d, 0x0d, 0x0a], binary('a packet capture, not a log')),
  magic([0x50, 0x4b, 0x03, 0x04], binary('a zip archive, which must be unpacked first')),
  magic('7z\xbc\xaf\x27\x1c', binary('a 7z archive, which must be unpacked first')),
  magic([0x04, 0x22, 0x4d, 0x18], binary('compressed with lz4; unpack it first with: lz4 -dc')),
  magic([0x1f, 0x9d], binary('compressed with compress; unpack it first with: zcat')),
  magic('ustar', binary('a tar archive, which must be unpacked first'), 257),
  magic('\x7fELF', binary('a program, not a log')),
  magic('%PDF-', binary('a PDF document, not a log')),
];

const LONGEST_AT_START = 8;
const TEXT: Verdict = { kind: 'text' };

function standsIn(head: Buffer, candidate: Magic): boolean {
  if (head.length < candidate.at + candidate.bytes.length) return false;
  return candidate.bytes.every((byte, i) => head[candidate.at + i] === byte);
}

/**
 * True while `head` is too short to tell: it is the beginning of some magic. A live source is not kept waiting for
 * more than that.
 */
export function isUndecided(head: Buffer): boolean {
  if (head.length >= LONGEST_AT_START) return false;
  return MAGICS.some(
    ({ at, bytes }) => at === 0 && head.length < bytes.length && head.every((byte, i) => byte === bytes[i]),
  );
}

/** Runs of NULs this long are padding (a crash, or a truncated file whose writer kept its position), not content. */
const PADDING = 64;
/** Below so many control bytes nothing is called binary, ... */
const FEW = 32;
/** ... nor below one in so many bytes. Random bytes have one in nine. */
const ONE_IN = 20;

/**
 * Control bytes that text does not have. Tab, LF, VT, FF, CR, backspace and ESC are text; a lone NUL is not, a run of
 * them is padding.
 */
function countControls(head: Buffer): { controls: number; counted: number } {
  let controls = 0;
  let counted = 0;
  for (let i = 0; i < head.length; ) {
    if (head[i] === 0) {
      const start = i;
      while (i < head.length && head[i] === 0) i++;
      if (i - start >= PADDING) continue;
      controls += i - start;
      counted += i - start;
      continue;
    }
    const byte = head[i]!;
    if (byte < 0x08 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) controls++;
    counted++;
    i++;
  }
  return { controls, counted };
}

/** In: the first bytes of a source, all of it when it is shorter than `HEAD_BYTES`. Only they are looked at. */
export function judge(bytes: Buffer): Verdict {
  const head = bytes.length > HEAD_BYTES ? bytes.subarray(0, HEAD_BYTES) : bytes;
  for (const candidate of MAGICS) if (standsIn(head, candidate)) return candidate.verdict;
  const { controls, counted } = countControls(head);
  if (controls >= FEW && controls * ONE_IN > counted) return binary('binary, not text');
  return TEXT;
}
