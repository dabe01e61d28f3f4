import { describe, expect, it } from 'vitest';
import { HEAD_BYTES, isUndecided, judge } from '../../src/intake/sniff.ts';

const LINE = 'Jan  1 00:00:01 moon charon: 07[IKE] retransmit 1 of request with message ID 0\n';
const text = (count: number) => Buffer.from(LINE.repeat(count));
/** Bytes without a pattern, the same in every run. */
function noise(length: number): Buffer {
  let state = 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 0xff;
  };
  return Buffer.from(Array.from({ length }, next));
}

describe('judge: what is read as text', () => {
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['one line', text(1)],
    ['a line without newline', Buffer.from('00[DMN] Starting IKE charon daemon')],
    ['ANSI colours', Buffer.from('\x1b[32m07[IKE]\x1b[0m up\n'.repeat(500))],
    ['latin1', Buffer.from('CN=Z\xfcrich\n'.repeat(500), 'latin1')],
    ['UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text(3)])],
    ['NUL padding at the end, after a crash', Buffer.concat([text(10), Buffer.alloc(50_000)])],
    ['NUL padding at the beginning, after a truncation', Buffer.concat([Buffer.alloc(50_000), text(10)])],
    ['nothing but padding', Buffer.alloc(HEAD_BYTES)],
    ['a few lone NULs', Buffer.concat([text(5), Buffer.alloc(3), text(5)])],
    ['binary behind the first 64 KiB', Buffer.concat([text(1000), noise(1000)])],
  ])('%s', (_name, bytes) => {
    expect(judge(bytes)).toEqual({ kind: 'text' });
  });
});

describe('judge: what is not', () => {
  it.each([
    ['gzip', Buffer.from([0x1f, 0x8b, 8]), { kind: 'compressed', by: 'gzip' }],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), { kind: 'compressed', by: 'zstd' }],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), { kind: 'compressed', by: 'xz' }],
    ['bzip2', Buffer.from('BZh91AY'), { kind: 'compressed', by: 'bzip2' }],
    ['UTF-16 of Windows', Buffer.from([0xff, 0xfe, 0x30, 0]), { kind: 'utf-16', encoding: 'utf-16le' }],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, 0, 0x30]), { kind: 'utf-16', encoding: 'utf-16be' }],
  ])('%s', (_name, bytes, verdict) => {
    expect(judge(bytes)).toEqual(verdict);
  });

  it.each([
    [
      'a journal file',
      Buffer.from('LPKSHHRH\0\0\0\0'),
      'a file of the systemd journal, which only journalctl can read',
    ],
    ['pcap', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0]), 'a packet capture, not a log'],
    ['pcapng', Buffer.from([0x0a, 0x0d, 0x0d, 0x0a]), 'a packet capture, not a log'],
    ['zip', Buffer.from('PK\x03\x04'), 'a zip archive, which must be unpacked first'],
    [
      'tar',
      Buffer.concat([Buffer.from('charon.log'), Buffer.alloc(247), Buffer.from('ustar')]),
      'a tar archive, which must be unpacked first',
    ],
    ['noise', noise(5000), 'binary, not text'],
    ['every second byte NUL', Buffer.from(LINE.repeat(20), 'utf16le'), 'binary, not text'],
  ])('%s', (_name, bytes, what) => {
    expect(judge(bytes)).toEqual({ kind: 'binary', what });
  });
});

describe('isUndecided', () => {
  it.each([
    ['nothing yet', '', true],
    ['half of gzip', '\x1f', true],
    ['half of bzip2', 'BZ', true],
    ['the beginning of a line', '0', false],
    ['a B that begins a line', 'Bad', false],
    ['all of bzip2', 'BZh', false],
  ])('%s', (_name, head, expected) => {
    expect(isUndecided(Buffer.from(head, 'latin1'))).toBe(expected);
  });
});
