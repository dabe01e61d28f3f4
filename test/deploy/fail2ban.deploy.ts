// fail2ban's own reader on the lines that the failure log and the log sink write: who is counted, and that nobody can have another one counted.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../../src/pipeline.ts';
import { createFailureLog } from '../../src/watch/failure-log.ts';
import { createLogSink } from '../../src/watch/sinks/log.ts';
import { patterns, SETTINGS, sourceOf } from '../fixtures/corridor.ts';
import { HOSTILE, makeAlert, patient } from '../watch/build.ts';
import { refusedPsk } from '../watch/refused.ts';
import { DEPLOY, has, run, scratch } from './programs.ts';

/** Failure lines of peers that guess the secret, one attempt each. */
function failureLines(peers: readonly (readonly [host: string, id: string])[]): string[] {
  const written: string[] = [];
  const pipeline = createPipeline(
    patterns(),
    SETTINGS,
    createFailureLog({ write: async (line) => void written.push(line) }),
  );
  const source = sourceOf('charon.log');
  const log = peers.flatMap(([host, id], i) => refusedPsk(i + 1, host, id));
  pipeline.feed({ kind: 'opened', source });
  pipeline.feed({ kind: 'chunk', source, bytes: Buffer.from(`${log.join('\n')}\n`), offset: 0 });
  pipeline.feed({ kind: 'end', source });
  pipeline.end();
  return written;
}

/** What fail2ban makes of lines: the address of each match, and its time. */
function matches(lines: readonly string[]): [string, number][] {
  const path = join(scratch(), 'ike-trace.log');
  writeFileSync(path, lines.join(''));
  const { status, said } = run('fail2ban-regex', ['-o', 'row', path, join(DEPLOY, 'fail2ban/filter.d/ike-trace.conf')]);
  expect([0, 1]).toContain(status);
  return [...said.matchAll(/^\['([^']+)',\s*([\d.]+),/gm)].map((match) => [match[1]!, Number(match[2])]);
}

describe.skipIf(!has('fail2ban-regex'))('fail2ban (skipped without fail2ban-regex)', () => {
  test('counts each attempt for the address it came from, at its own time', () => {
    const at = Date.parse('2026-11-23T10:00:00Z') / 1000;
    const lines = failureLines([
      ['192.0.2.1', 'carol'],
      ['192.0.2.2', 'dave'],
      ['2001:db8::7', 'eve'],
      ['192.0.2.1', 'carol'],
    ]);
    expect(matches(lines)).toEqual([
      ['192.0.2.1', at + 1],
      ['192.0.2.2', at + 2],
      ['2001:db8::7', at + 3],
      ['192.0.2.1', at + 4],
    ]);
  });

  test('in front of a line there may be what syslog and the journal put there', () => {
    const [line] = failureLines([['192.0.2.1', 'carol']]);
    expect(matches([`gw ike-trace[77]: ${line}`, `ike-trace: ${line}`]).map(([host]) => host)).toEqual([
      '192.0.2.1',
      '192.0.2.1',
    ]);
  });

  test.each([
    [
      'that imitates a line',
      '{"level":"warn","time":"2026-11-23T10:00:00.000Z","peer":"198.51.100.66","symptom":"a","cause":"psk-mismatch"',
    ],
    ['that ends its string', 'x","peer":"198.51.100.66","symptom":"authentication-failed","cause":"psk-mismatch'],
    ['with a time of its own', '"time":"2001-01-01T00:00:00.000Z"'],
    ['with backslashes', '\\","peer":"198.51.100.66'],
    ['with an address', '198.51.100.66'],
  ])('an identity %s changes nothing', (_, id) => {
    const at = Date.parse('2026-11-23T10:00:01Z') / 1000;
    expect(matches(failureLines([['192.0.2.1', id]]))).toEqual([['192.0.2.1', at]]);
  });

  test('alerts are not counted: they are told once, whoever failed', async () => {
    const lines: string[] = [];
    const sink = createLogSink({ write: async (line) => void lines.push(line) });
    await sink.deliver(makeAlert(), patient());
    await sink.deliver(makeAlert({ summary: HOSTILE, connection: HOSTILE }), patient());
    expect(lines).toHaveLength(2);
    expect(matches(lines)).toEqual([]);
  });

  test('what this side could not do as initiator is nobody to be banned for', () => {
    const [line] = failureLines([['192.0.2.1', 'carol']]);
    expect(matches([line!.replace('"role":"responder"', '"role":"initiator"')])).toEqual([]);
    expect(matches([line!.replace('"stage":"IKE_AUTH"', '"stage":"IKE_SA_INIT"')])).toEqual([]);
    expect(matches([line!])).toHaveLength(1);
  });
});
