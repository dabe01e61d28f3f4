/**
 * The built program as a user runs it: standard output, standard error, exit status. `npm test` builds it first.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, live, ROOT, run, SAMPLE } from './fixtures/program.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-cli-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('exit status', () => {
  const rows: readonly (readonly [string, readonly string[], number])[] = [
    ['a failure found', [SAMPLE], 1],
    ['a healthy log', ['samples/logs/ok-psk/moon.log'], 0],
    ['the other output formats', ['-o', 'json', SAMPLE], 1],
    ['a file that is not there', ['no-such-file.log'], 2],
    ['one file there, one not', [SAMPLE, 'no-such-file.log'], 1],
    ['an unknown option', ['--bogus'], 2],
    ['an unknown format', ['-o', 'bogus', SAMPLE], 2],
    ['files and the journal at once', ['--journal', 'strongswan', SAMPLE], 2],
    ['help', ['--help'], 0],
    ['version', ['--version'], 0],
    ['shipped patterns', ['patterns', 'check'], 0],
    ['a line that is known', ['explain', 'giving up after 5 retransmits'], 0],
    ['a line that is not', ['explain', 'the moon is made of cheese'], 1],
    ['a cause', ['explain', 'psk-mismatch'], 0],
  ];
  test.each(rows)('%s', (_name, args, status) => {
    expect(run(args).status).toBe(status);
  });
});

test('standard output is data, standard error is talk', () => {
  const { stdout, stderr } = run(['-o', 'json', SAMPLE, 'no-such-file.log']);
  expect((JSON.parse(stdout) as { schema: string }).schema).toBe('ike-trace/report/1');
  expect(stderr).toBe(
    'ike-trace: no-such-file.log does not exist\n  check the path; charon often logs to the journal instead: ike-trace --journal\n',
  );
});

test('every line of -o ndjson is an object with its kind first; the summary is last', () => {
  const { stdout } = run(['-o', 'ndjson', SAMPLE]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.every((line) => line.startsWith('{"kind":"'))).toBe(true);
  const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds.at(-1)).toBe('summary');
  expect(new Set(kinds)).toEqual(new Set(['input', 'event', 'ike-sa', 'finding', 'summary']));
});

test('a pipe is read like a file', () => {
  const piped = run(['-o', 'json', '--brief', '-'], readFileSync(join(ROOT, SAMPLE), 'utf8'));
  const report = JSON.parse(piped.stdout) as { findings: { causes: { cause: string; certainty: string }[] }[] };
  expect(piped.status).toBe(1);
  expect(report.findings.map((f) => f.causes[0])).toMatchObject([{ cause: 'psk-mismatch', certainty: 'proven' }]);
});

test('a reader that goes away is a quiet end', () => {
  const { stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', `"${process.execPath}" "${CLI}" -o json samples/logs/ok-rekey/moon.log | head -c 20`],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect(stdout).toHaveLength(20);
  expect(stderr).toBe('');
});

test('no colour and no escape reaches what is no terminal', () => {
  expect(run([SAMPLE]).stdout).not.toContain('\x1b');
});

test('text of a stranger reaches neither terminal nor another finding', () => {
  const hostile = 'evil\x1b]0;title\x07\x08\u202e';
  const path = join(directory, 'hostile.log');
  writeFileSync(path, readFileSync(join(ROOT, SAMPLE), 'utf8').replaceAll('moon.example.org', hostile));
  const { stdout, status } = run([path]);
  expect(status).toBe(1);
  expect(stdout).toContain('\\u202e');
  expect(stdout).toContain('evil\\x1b]0;title\\x07\\x08\\u202e');
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
});

const LINES = readFileSync(join(ROOT, SAMPLE), 'utf8').split('\n');

test('live: entries and the finding come while the pipe is open; Ctrl-C prints the summary', async () => {
  const { stdout, status } = await live([], async (say, heard) => {
    say(`${LINES.slice(0, 15).join('\n')}\n`);
    await heard('192.0.2.1 is initiating an IKE_SA');
    say(`${LINES.slice(15).join('\n')}\n`);
    await heard('ERROR authentication-failed');
  });
  expect(status).toBe(1);
  expect(stdout.indexOf('ERROR authentication-failed')).toBeLessThan(stdout.indexOf('1 connection: 1 failed'));
});

test('live: a followed file', async () => {
  const path = join(directory, 'followed.log');
  writeFileSync(path, `${LINES.slice(0, 15).join('\n')}\n`);
  const { status } = await live(['--follow', path], async (_say, heard) => {
    await heard('192.0.2.1 is initiating an IKE_SA');
    appendFileSync(path, `${LINES.slice(15).join('\n')}\n`);
    await heard('ERROR authentication-failed');
  });
  expect(status).toBe(1);
});

describe('README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

  test('the output it shows is what the program prints', () => {
    const shown = /The first prints:\n\n```\n([\s\S]*?)```/.exec(readme)?.[1];
    expect(shown).toBe(run([SAMPLE]).stdout);
  });

  test('every option it names exists', () => {
    const { stdout: help } = run(['--help']);
    const own = readme.split('\n').filter((line) => !line.includes('swanctl --'));
    const named = new Set(own.join('\n').match(/(?<=[` ])--[a-z-]+/g));
    named.delete('--list');
    expect([...named].filter((option) => !help.includes(option))).toEqual([]);
  });
});
