// Files pasted together of several dialects, and --dialect. One message in every wrapping: detect-charon, detect-syslog and detect-journal.test.ts.
import { describe, expect, test } from 'vitest';
import { readLines } from '../fixtures/read-lines.ts';
import { TEXT } from './wrappings.ts';

describe('files pasted together', () => {
  test('each line is read in its own dialect, and the commonest is named', () => {
    const { records, counts } = readLines([
      `Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`,
      `{"MESSAGE":"one","GROUP":"IKE","THREAD":"3","LEVEL":"1","SYSLOG_IDENTIFIER":"charon-systemd"}`,
      `Nov 23 09:08:58 gw charon: 13[IKE] two`,
      `13[IKE] three`,
      `13[IKE] four`,
      `13[IKE] five`,
    ]);
    expect(records.map((record) => record.text)).toEqual([TEXT, 'one', 'two', 'three', 'four', 'five']);
    expect(counts.dialect).toBe('charon-file');
    expect([...counts.dialects]).toEqual([
      ['syslog-3164', 2],
      ['journal-json', 1],
      ['charon-file', 3],
    ]);
  });

  test('prose that quotes a line in its middle is prose', () => {
    const { records, others } = readLines([
      'I then saw 13[IKE] received AUTHENTICATION_FAILED in the log',
      'and [IKE] too',
      'Note that charon says so.',
    ]);
    expect(records).toEqual([]);
    expect(others.length).toBe(3);
  });

  test('a group that no release knows is counted as broken', () => {
    const { counts, broken } = readLines(['13[IKE] fine', '13[XYZ] strange']);
    expect(counts.broken).toBe(1);
    expect(broken).toEqual(['13[XYZ] strange']);
  });
});

describe('--dialect', () => {
  test('only that dialect counts', () => {
    const { records, counts } = readLines([`13[IKE] one`, `Nov 23 09:08:58 gw charon: 13[IKE] two`], {
      dialect: 'syslog-3164',
    });
    expect(records.map((record) => record.text)).toEqual(['two']);
    expect(counts.other).toBe(1);
  });

  test('bare takes every line', () => {
    const { records, counts } = readLines(['initiating IKE_SA gw[1] to 192.0.2.2', 'anything'], { dialect: 'bare' });
    expect(records.map((record) => record.text)).toEqual(['initiating IKE_SA gw[1] to 192.0.2.2', 'anything']);
    expect(counts.dialect).toBe('bare');
  });
});
