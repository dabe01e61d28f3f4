import { describe, expect, test } from 'vitest';
import type { Written } from '../../fixtures/read-lines.ts';
import { readLines } from '../../fixtures/read-lines.ts';

const FIELDS = {
  __CURSOR: 's=1;i=2;b=3',
  __REALTIME_TIMESTAMP: '1795424937751240',
  _SOURCE_REALTIME_TIMESTAMP: '1795424937751183',
  _HOSTNAME: 'vm',
  _PID: '4216',
  SYSLOG_IDENTIFIER: 'charon-systemd',
  PRIORITY: '6',
  THREAD: '9',
  GROUP: 'IKE',
  LEVEL: '1',
  IKE_SA_UNIQUE_ID: '7',
  IKE_SA_NAME: 'gw',
  MESSAGE_ID: '57d2708c-d607-43bd-8c39-66bf35f1ad42',
  MESSAGE: 'IKE_SA gw[7] state change: CREATED => CONNECTING',
};
type Fields = Record<string, unknown>;

const EXPECTED: Partial<Written> = {
  at: '2026-11-23T09:08:57.751183Z',
  thread: 9,
  group: 'IKE',
  level: 1,
  tag: '<gw|7>',
  messageId: 0x35f1ad42,
  host: 'vm',
  program: 'charon-systemd',
  pid: 4216,
  text: FIELDS.MESSAGE,
};

const asExport = (fields: Fields) =>
  `${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n\n`;
const asVerbose = (fields: Fields) =>
  `Mon 2026-11-23 09:08:57.751240 UTC [s=1;i=2;b=3]\n${Object.entries(fields)
    .filter(([name]) => !name.startsWith('__'))
    .map(([name, value]) => `    ${name}=${value}\n`)
    .join('')}`;
const asPretty = (fields: Fields) =>
  `{\n${Object.entries(fields)
    .map(([name, value]) => `\t${JSON.stringify(name)} : ${JSON.stringify(value)}`)
    .join(',\n')}\n}\n`;
const FORMATS = [
  ['journal-json', (fields: Fields) => `${JSON.stringify(fields)}\n`],
  ['journal-json-seq', (fields: Fields) => `\x1e${JSON.stringify(fields)}\n`],
  ['journal-json-pretty', asPretty],
  ['journal-export', asExport],
  ['journal-verbose', asVerbose],
] as const;

describe.each(FORMATS)('%s', (dialect, write) => {
  test('every field', () => {
    const { records, counts } = readLines(write(FIELDS));
    expect(records).toEqual([expect.objectContaining({ ...EXPECTED, line: 1, offset: 0 })]);
    expect(counts.dialect).toBe(dialect);
  });

  test('fields in another order', () => {
    const turned = Object.fromEntries(Object.entries(FIELDS).reverse());
    const content = dialect === 'journal-export' ? `__CURSOR=x\n${write({ ...turned, __CURSOR: 'y' })}` : write(turned);
    expect(readLines(content).records).toEqual([expect.objectContaining(EXPECTED)]);
  });

  test('before a connection is known, and outside of any', () => {
    const { IKE_SA_NAME: _name, ...unnamed } = FIELDS;
    const { IKE_SA_UNIQUE_ID: _id, ...untagged } = unnamed;
    expect(readLines(write(unnamed) + write(untagged)).records.map((record) => record.tag)).toEqual(['<7>', '']);
  });

  test('other programs, and the lines of an entry', () => {
    const other = {
      ...FIELDS,
      SYSLOG_IDENTIFIER: 'sshd',
      MESSAGE: 'hello',
      GROUP: undefined,
      THREAD: undefined,
      LEVEL: undefined,
    };
    const { records, counts } = readLines(
      write(JSON.parse(JSON.stringify(other))) + write(FIELDS) + write(JSON.parse(JSON.stringify(other))),
    );
    expect(records.length).toBe(1);
    expect(counts.other).toBe(2);
    expect(counts.charonLines + counts.other + counts.broken + counts.parts).toBe(counts.lines);
  });

  test('charon through syslog', () => {
    const {
      GROUP: _g,
      THREAD: _t,
      LEVEL: _l,
      MESSAGE_ID: _m,
      IKE_SA_NAME: _n,
      IKE_SA_UNIQUE_ID: _u,
      ...plain
    } = FIELDS;
    const { records } = readLines(write({ ...plain, SYSLOG_IDENTIFIER: 'site', MESSAGE: '13[CFG2] <gw|8> text' }));
    expect(records).toEqual([
      expect.objectContaining({
        thread: 13,
        group: 'CFG',
        level: 2,
        tag: '<gw|8>',
        messageId: -1,
        program: 'site',
        text: 'text',
      }),
    ]);
  });

  test('starter and other bare programs', () => {
    const {
      GROUP: _g,
      THREAD: _t,
      LEVEL: _l,
      MESSAGE_ID: _m,
      IKE_SA_NAME: _n,
      IKE_SA_UNIQUE_ID: _u,
      ...plain
    } = FIELDS;
    const { records } = readLines(
      write({ ...plain, SYSLOG_IDENTIFIER: 'ipsec_starter', MESSAGE: 'Starting strongSwan 6.0.6 IPsec [starter]...' }),
    );
    expect(records).toEqual([
      expect.objectContaining({
        thread: -1,
        group: '',
        program: 'ipsec_starter',
        text: 'Starting strongSwan 6.0.6 IPsec [starter]...',
      }),
    ]);
  });

  test('MESSAGE_ID without dashes, and of another program', () => {
    const ids = [
      '57d2708cd60743bd8c3966bff03f5381',
      '7d4958e842da4a758f6c1cdc7b36dcc5',
      '57d2708c-d607-43bd-8c39-66bf',
    ];
    const { records } = readLines(
      ids.map((id, i) => write({ ...FIELDS, MESSAGE_ID: id, MESSAGE: `text ${i}` })).join(''),
    );
    expect(records.map((record) => record.messageId)).toEqual([0xf03f5381, -1, -1]);
  });

  test('time of arrival where the sender gave none', () => {
    const { _SOURCE_REALTIME_TIMESTAMP: _source, ...fields } = FIELDS;
    expect(readLines(write(fields)).records[0]?.at).toBe('2026-11-23T09:08:57.751240Z');
  });
});

describe('messages that are no plain line', () => {
  const lines = ['first', 'second "quoted"'];
  const { MESSAGE: _message, ...rest } = FIELDS;
  const size = Buffer.alloc(8);
  size.writeUInt32LE(Buffer.byteLength(lines.join('\n')));

  test.each([
    ['json', JSON.stringify({ ...rest, MESSAGE: lines.join('\n') })],
    ['json as bytes', JSON.stringify({ ...rest, MESSAGE: [...Buffer.from(lines.join('\n'))] })],
    ['pretty as bytes', `${JSON.stringify({ ...rest, MESSAGE: [...Buffer.from(lines.join('\n'))] }, null, 2)}`],
    [
      'export',
      Buffer.concat([
        Buffer.from(`${asExport(rest).trimEnd()}\nMESSAGE\n`),
        size,
        Buffer.from(`${lines.join('\n')}\n_TRANSPORT=journal\n\n`),
      ]),
    ],
    ['verbose', `${asVerbose(rest)}    MESSAGE=first\n            second "quoted"\n    _COMM=charon\n`],
  ])('%s: a message of two lines is two records', (_name, content) => {
    for (const chop of [[100_000], [1], [5, 11]]) {
      const { records } = readLines(Buffer.from(content), { chop });
      expect(records.map((record) => [record.text, record.group, record.line])).toEqual([
        ['first', 'IKE', 1],
        ['second "quoted"', 'IKE', 1],
      ]);
    }
  });

  test('export: a size of ten is a newline among the size bytes', () => {
    const ten = Buffer.alloc(8);
    ten.writeUInt32LE(10);
    const content = Buffer.concat([
      Buffer.from(`${asExport(rest).trimEnd()}\nMESSAGE\n`),
      ten,
      Buffer.from('0123\n56789\n\n'),
      Buffer.from(asExport(FIELDS)),
    ]);
    const { records } = readLines(content);
    expect(records.map((record) => record.text)).toEqual(['0123', '56789', FIELDS.MESSAGE]);
  });

  test('export: a field that nobody reads may hold anything', () => {
    const blob = Buffer.alloc(8);
    blob.writeUInt32LE(200_000);
    const content = Buffer.concat([
      Buffer.from('__CURSOR=x\nCOREDUMP\n'),
      blob,
      Buffer.alloc(200_000, '\n'),
      Buffer.from('\n'),
      Buffer.from(asExport(FIELDS).slice('__CURSOR='.length - 9)),
    ]);
    const { records } = readLines(content, { chop: [65_536] });
    expect(records).toEqual([expect.objectContaining({ text: FIELDS.MESSAGE, line: 1 })]);
  });

  test('json: escapes, other characters, and names with them', () => {
    const line = `{"MESSAGE":"tab\\there \\u00e9 \\ud83d\\ude00 \\\\ \\/","GROUP":"IKE","THREAD":"1","LEVEL":"1","IKE_SA_UNIQUE_ID":"3","IKE_SA_NAME":"a\\"b","SYSLOG_IDENTIFIER":"charon-systemd"}`;
    expect(readLines(`${line}\n`).records).toEqual([
      expect.objectContaining({ text: 'tab\there é 😀 \\ /', tag: '<a"b|3>' }),
    ]);
  });

  test('json: a message that journald left out, and a line that was cut', () => {
    const long = { ...rest, COREDUMP: 'x'.repeat(70_000), MESSAGE: 'lost' };
    const { counts } = readLines(`${JSON.stringify({ ...FIELDS, MESSAGE: null })}\n${JSON.stringify(long)}\n`);
    expect(counts.broken).toBe(2);
    expect(counts.cut).toBe(1);
  });

  test('json: a field that was set twice', () => {
    expect(readLines(`${JSON.stringify({ ...FIELDS, MESSAGE: ['one', 'two'] })}\n`).records[0]?.text).toBe('one');
  });

  test('verbose: a live entry is shown when nothing more comes', () => {
    const { records } = readLines(asVerbose(FIELDS), { live: true });
    expect(records.length).toBe(1);
  });

  test("journalctl's own lines are nobody's", () => {
    const { counts } = readLines([
      '-- Boot 62ca95e77b5c44fb8c932ff8367dd035 --',
      '-- Logs begin at Mon 2026-11-23 09:08:57 UTC, end at Mon 2026-11-23 10:00:00 UTC. --',
      'Nov 23 09:08:57 vm charon-systemd[4216]: text',
      '-- No entries --',
    ]);
    expect(counts.other).toBe(3);
    expect(counts.charonLines).toBe(1);
  });
});
