import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Break } from '../../src/intake/index.ts';
import { createLines, DIALECTS, GROUPS, isDialect, recordOf } from '../../src/lines/index.ts';
import { NOW, readLines, readSources, sourceOf } from '../fixtures/read-lines.ts';

const TEXTS = [
  'initiating IKE_SA gw[1] to 192.0.2.2',
  'received packet: from 192.0.2.1[500] to 192.0.2.2[500] (464 bytes)',
  'identity "CN=Büro, O=Tëst €" loaded',
  '  using certificate "a"',
];

/** A line of one of many dialects: its second, its text, its tag. */
const line = fc
  .tuple(
    fc.integer({ min: 0, max: 15 }),
    fc.integer({ min: 10, max: 59 }),
    fc.constantFrom(...TEXTS),
    fc.constantFrom('', '<gw|7> ', '<7> ', '<a b|c> d|9> '),
  )
  .map(([kind, second, text, tag]) => {
    const json = JSON.stringify(text).slice(1, -1);
    const lines = [
      `13[IKE] ${tag}${text}`,
      `Nov 23 09:08:${second} 13[IKE1] ${tag}${text}`,
      `2026-11-23T09:08:${second}.125+0100 03[NET] ${tag}${text}`,
      `Nov 23 09:08:${second} gw charon[12]: 13[IKE] ${tag}${text}`,
      `Nov 23 09:08:${second} gw charon-systemd[12]: ${text}`,
      `Nov 23 09:08:${second} gw sshd[1]: session opened`,
      `<30>1 2026-11-23T09:08:${second}Z gw charon 12 - - 13[IKE] ${tag}${text}`,
      `{"time":"2026-11-23T09:08:${second}","thread":3,"group":"IKE","level":1,"msg":"${json}"}`,
      `{"MESSAGE":"${json}","GROUP":"IKE","THREAD":"3","LEVEL":"1","SYSLOG_IDENTIFIER":"charon-systemd","__REALTIME_TIMESTAMP":"17954249377511${second}"}`,
      `{"log":"13[IKE] ${json}\\n","stream":"stdout","time":"2026-11-23T09:08:${second}.123456789Z"}`,
      `2026-11-23T09:08:${second}.123456789Z stdout F 13[IKE] ${tag}${text}`,
      `> 13[IKE] ${tag}${text}`,
      `\x1b[1m13[IKE]\x1b[0m ${tag}${text}`,
      `__CURSOR=1\n__REALTIME_TIMESTAMP=17954249377511${second}\nSYSLOG_IDENTIFIER=charon-systemd\nGROUP=IKE\nTHREAD=3\nMESSAGE=${text}\n`,
      `Mon 2026-11-23 09:08:${second}.751240 UTC [s=1]\n    SYSLOG_IDENTIFIER=charon-systemd\n    GROUP=IKE\n    MESSAGE=${text}`,
      'prose, and nothing else',
    ];
    return lines[kind]!;
  });
const content = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n'))
  .map(([lines, newline, last]) => Buffer.from(lines.join(newline) + last));
const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 });

describe('law: any chopping gives the same records', () => {
  test('of a saved source', () => {
    fc.assert(
      fc.property(content, lengths, (bytes, chop) => {
        const { records, counts, others } = readLines(bytes);
        const parts = readLines(bytes, { chop });
        expect(parts.records).toEqual(records);
        expect(parts.counts).toEqual(counts);
        expect(parts.others).toEqual(others);
      }),
      { numRuns: 150 },
    );
  });

  test('byte by byte', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        expect(readLines(bytes, { chop: [1] }).records).toEqual(readLines(bytes).records);
      }),
      { numRuns: 30 },
    );
  });

  test('every line is counted once', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const { counts } = readLines(bytes);
        expect(counts.charonLines + counts.other + counts.broken + counts.parts).toBe(counts.lines);
      }),
      { numRuns: 150 },
    );
  });

  test('of bytes that are no log at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), lengths, (noise, chop) => {
        const bytes = Buffer.from(noise);
        expect(readLines(bytes, { chop }).counts).toEqual(readLines(bytes).counts);
      }),
      { numRuns: 200 },
    );
  });

  test('of a log with bytes turned at random', () => {
    fc.assert(
      fc.property(
        content,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
        lengths,
        (bytes, faults, chop) => {
          for (const [at, byte] of faults) if (bytes.length > 0) bytes[at % bytes.length] = byte;
          const whole = readLines(bytes);
          expect(readLines(bytes, { chop }).records).toEqual(whole.records);
          expect(whole.counts.charonLines + whole.counts.other + whole.counts.broken + whole.counts.parts).toBe(
            whole.counts.lines,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('breaks', () => {
  function read(pieces: readonly (string | Break['kind'])[]) {
    const source = sourceOf('charon.log', 0, true);
    const seen: string[] = [];
    const lines = createLines({ now: () => NOW, timezone: 'UTC' }, (record) =>
      seen.push(`${record.line}@${record.offset} ${record.bytes.toString('utf8', record.start, record.end)}`),
    );
    let offset = 0;
    for (const piece of pieces) {
      if (piece.includes('[') || piece.includes(' ')) {
        lines.feed({ kind: 'chunk', source, bytes: Buffer.from(piece), offset });
        offset += piece.length;
      } else {
        lines.feed({ kind: piece as Break['kind'], source });
        if (piece === 'rotated' || piece === 'truncated') offset = 0;
      }
    }
    return { seen, lines };
  }

  test('idle shows what is complete, and no part of a line', () => {
    expect(read(['opened', '13[IKE] a\n13[IKE] b', 'idle']).seen).toEqual(['1@0 a']);
    expect(read(['opened', '13[IKE] a\n13[IKE] b', 'idle', ' c\n ', 'idle']).seen).toEqual(['1@0 a', '2@10 b c']);
  });

  test.each(['end', 'rotated', 'truncated', 'gone', 'gap'] as const)(
    '%s shows the last line without newline',
    (kind) => {
      expect(read(['opened', '13[IKE] a\n13[IKE] b', kind]).seen).toEqual(['1@0 a', '2@10 b']);
    },
  );

  test('a new file counts its lines from 1', () => {
    expect(read(['13[IKE] a\n13[IKE] b\n', 'rotated', '13[IKE] c\n', 'truncated', '13[IKE] d\n']).seen).toEqual([
      '1@0 a',
      '2@10 b',
      '1@0 c',
      '1@0 d',
    ]);
  });

  test('counts go on over a rotation', () => {
    const { lines } = read(['13[IKE] a\nhello there\n', 'rotated', 'Nov 23 09:08:57 gw charon: 13[IKE] c\n', 'end']);
    const [counts] = lines.inputs();
    expect(counts).toMatchObject({ lines: 3, charonLines: 2, other: 1, assumed: ['year'] });
    expect([...counts!.dialects]).toEqual([
      ['charon-file', 1],
      ['syslog-3164', 1],
    ]);
  });

  test('end of the run shows what waits', () => {
    const { seen, lines } = read(['13[IKE] a']);
    expect(seen).toEqual([]);
    lines.end();
    lines.end();
    expect(seen).toEqual(['1@0 a']);
  });
});

describe('several sources', () => {
  test('have counts, lines and speakers of their own', () => {
    const { records, inputs } = readSources([
      [sourceOf('a.log', 0), '13[IKE] a\n13[IKE] b\nprose\n'],
      [sourceOf('b.log', 1), 'Nov 23 09:08:57 gw charon: 13[IKE] c\n'],
    ]);
    expect(records.map((record) => [record.source, record.line])).toEqual([
      ['a.log', 1],
      ['a.log', 2],
      ['b.log', 1],
    ]);
    expect(new Set(records.map((record) => record.speaker)).size).toBe(2);
    expect(inputs.map((counts) => [counts.source.name, counts.dialect, counts.lines, counts.charonLines])).toEqual([
      ['a.log', 'charon-file', 3, 2],
      ['b.log', 'syslog-3164', 1, 1],
    ]);
  });

  test('of one stream share speakers', () => {
    const { records } = readSources([
      [sourceOf('s.1', 0, false, 's'), 'Nov 22 09:08:57 gw charon[5]: 13[IKE] a\n'],
      [sourceOf('s', 1, false, 's'), 'Nov 23 09:08:57 gw charon[5]: 13[IKE] b\n'],
    ]);
    expect(new Set(records.map((record) => record.speaker)).size).toBe(1);
  });

  test('an empty source has counts too', () => {
    const { inputs } = readSources([[sourceOf('empty.log'), '']]);
    expect(inputs.map((counts) => [counts.lines, counts.dialect])).toEqual([[0, null]]);
  });
});

describe('the door', () => {
  test('dialects have names and a line each', () => {
    for (const [name, text] of Object.entries(DIALECTS)) {
      expect(isDialect(name)).toBe(true);
      expect(text.length).toBeGreaterThan(10);
    }
    expect(isDialect('toString')).toBe(false);
  });

  test.each([
    ['Nov 23 09:08:57 gw charon: 13[ENC] <gw|7> parsed x', 'parsed x', 'ENC'],
    ['[NET] sending packet', 'sending packet', 'NET'],
    ['> 13[IKE] retransmit 1 of request', 'retransmit 1 of request', 'IKE'],
  ])('recordOf: %s', (given, text, group) => {
    const found = recordOf(given);
    expect([found?.text, GROUPS[found?.group ?? -1]]).toEqual([text, group]);
  });

  test('recordOf a bare text is nothing', () => {
    expect(recordOf('retransmit 1 of request')).toBe(null);
  });

  test('what is refused is shown to who asks', () => {
    const { others, broken } = readLines(['hello', '13[IKE] a', '13[ABC] b']);
    expect(others).toEqual(['hello']);
    expect(broken).toEqual(['13[ABC] b']);
  });
});
