/**
 * The built program as a user runs it: standard output, standard error, exit status. `npm test` builds it first.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, live, ROOT, run, SAMPLE } from './fixtures/program.ts';

const MOON = 'samples/logs/psk-mismatch-v2/moon.log';

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
    ['both ends', [MOON, '--peer-log', SAMPLE], 1],
    ['both ends, healthy', ['samples/logs/ok-psk/moon.log', '--peer-log', 'samples/logs/ok-psk/sun.log'], 0],
    ["the other end's log is not there", [MOON, '--peer-log', 'no-such-file.log'], 1],
    ['the same log for both ends', [SAMPLE, '--peer-log', SAMPLE], 2],
    ['the same log by another path', [SAMPLE, '--peer-log', `./samples/../${SAMPLE}`], 2],
    ['both ends, followed', ['--follow', MOON, '--peer-log', SAMPLE], 2],
    ['both ends from standard input', ['-', '--peer-log', '-'], 2],
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

test.each([
  ['--config', 'watch.yaml'],
  ['--journal', 'strongswan'],
])('%s before watch is refused, not ignored', (option, value) => {
  const { status, stderr } = run([option, value, 'watch', '-']);
  expect([status, stderr.split('\n')[0]]).toEqual([2, `ike-trace: write ${option} behind watch, not before`]);
});

describe('--config', () => {
  const LOG = 'samples/logs/ike-proposal-mismatch/sun.log';
  const CONF =
    'connections {\n  branch {\n    remote_addrs = 192.0.2.1\n    proposals = aes256-sha256-modp2048\n  }\n}\nsecrets {\n  ike { secret = "correct horse" }\n}\n';
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  test('names the file and the line to change', () => {
    const path = write('swanctl.conf', CONF);
    const { stdout, stderr } = run(['--config', path, LOG]);
    expect(stdout).toMatch(/\n +proposals = aes256-sha256-ecp384 {2}# \S*swanctl\.conf:4\n/);
    expect(stdout + stderr).not.toContain('horse');
  });

  test('and in JSON and the stream', () => {
    const path = write('swanctl.conf', CONF);
    const report = JSON.parse(run(['-o', 'json', '--config', path, LOG]).stdout) as { findings: { fix: object[] }[] };
    const fix = {
      where: 'local',
      file: path,
      line: 4,
      inFile: {
        format: 'swanctl.conf',
        lines: [
          {
            config: 'proposals = aes256-sha256-ecp384',
            place: { file: path, line: 4, isThere: true, now: 'aes256-sha256-modp2048' },
          },
        ],
      },
    };
    expect(report.findings[0]!.fix[0]).toMatchObject(fix);
    const stream = run(['-o', 'ndjson', '--config', path, LOG]).stdout.split('\n');
    const finding = stream.find((line) => line.startsWith('{"kind":"finding"'))!;
    expect((JSON.parse(finding) as { fix: object[] }).fix[0]).toMatchObject(fix);
  });

  test('of an ipsec.conf shows changes in its syntax', () => {
    const path = write('ipsec.conf', 'conn branch\n  right=192.0.2.1\n  auto=add\n');
    const { stdout } = run(['--config', path, LOG]);
    expect(stdout).toMatch(/ike=aes256-sha256-ecp384! {2}# not there yet, add to \S*ipsec\.conf:1\n/);
  });

  test('with mistakes says where, and goes on', () => {
    const path = write('broken.conf', CONF.replace('branch {', '"x"\n  branch {'));
    const { stdout, stderr } = run(['--config', path, LOG]);
    expect(stderr).toBe(
      `ike-trace: ${path}:2:3: neither a section nor a setting begins like this\n  strongSwan refuses the file there; correct the line, then: swanctl --load-all (ipsec update)\n`,
    );
    expect(stdout).toContain('broken.conf:5');
  });

  test('that cannot be read ends at once', () => {
    const { status, stdout, stderr } = run(['--config', 'no-such.conf', LOG]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^ike-trace: no-such\.conf does not exist\n/);
  });
});

describe('--peer-log', () => {
  interface Joined {
    readonly inputs: readonly { side: string }[];
    readonly peer: { offsetMs: number; uncertaintyMs: number; joined: number; unjoined: number };
    readonly ikeSas: readonly { id: string; side: string; peer: { id: string; by: string } | null }[];
    readonly findings: readonly {
      causes: { cause: string; certainty: string }[];
      decidedBy: string;
      merged: string[];
      evidence: { source: string }[];
    }[];
  }
  const json = (args: readonly string[], input = '') => JSON.parse(run(args, input).stdout) as Joined;

  test('joins both ends in JSON', () => {
    const report = json(['-o', 'json', '--brief', MOON, '--peer-log', SAMPLE]);
    expect(report.inputs.map(({ side }) => side)).toEqual(['local', 'peer']);
    expect(report.peer).toMatchObject({ inputs: [SAMPLE], joined: 1, unjoined: 0, offsetMs: 0 });
    expect(report.peer.uncertaintyMs).toBeLessThanOrEqual(3);
    expect(report.ikeSas.map(({ side, peer }) => [side, peer?.id, peer?.by])).toEqual([
      ['local', 'd2:1', 'both-addresses'],
      ['peer', 'd1:1', 'both-addresses'],
    ]);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({ decidedBy: 'peer', merged: ['f2'] });
    expect(report.findings[0]!.causes[0]).toMatchObject({ cause: 'psk-mismatch', certainty: 'proven' });
    expect(new Set(report.findings[0]!.evidence.map(({ source }) => source))).toEqual(new Set([MOON, SAMPLE]));
  });

  test('takes either log from a pipe', () => {
    const text = readFileSync(join(ROOT, SAMPLE), 'utf8');
    const peer = json(['-o', 'json', '--brief', MOON, '--peer-log', '-'], text);
    const own = json(['-o', 'json', '--brief', '-', '--peer-log', MOON], text);
    expect(peer.inputs.map(({ side }) => side)).toEqual(['local', 'peer']);
    expect([peer.peer.joined, own.peer.joined]).toEqual([1, 1]);
    expect(own.findings[0]!.causes[0]).toMatchObject({ cause: 'psk-mismatch', certainty: 'proven' });
  });

  test('streams each finding once, as both logs have it', () => {
    const { stdout } = run(['-o', 'ndjson', MOON, '--peer-log', SAMPLE]);
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; id?: string; peer?: { id?: string; joined?: number } });
    expect(objects.filter(({ kind }) => kind === 'finding')).toMatchObject([{ id: 'f1', decidedBy: 'peer' }]);
    expect(objects.findLast(({ kind, id }) => kind === 'ike-sa' && id === 'd1:1')?.peer?.id).toBe('d2:1');
    expect(objects.at(-1)?.peer?.joined).toBe(1);
  });

  test('leaves a report of one log as it is', () => {
    const { stdout } = run(['-o', 'json', '--brief', SAMPLE]);
    expect(stdout).not.toMatch(/"(?:side|decidedBy|peerIkeSa|peer)":/);
  });

  test('counts the tunnels of this end only', () => {
    // The peer has another tunnel that failed; the one that both have is up.
    const both = ['samples/logs/ok-psk/sun.log', 'samples/logs/psk-missing-on-responder/sun.log'];
    const other = readFileSync(join(ROOT, both[1]!), 'utf8').replaceAll('192.0.2.1', '198.51.100.77');
    const path = join(directory, 'other.log');
    writeFileSync(path, other);
    const { status, stdout } = run(['samples/logs/ok-psk/moon.log', '--peer-log', both[0]!, '--peer-log', path]);
    expect(status).toBe(0);
    expect(stdout).toContain('its 1 other connection is not shown');
  });
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

  test('the change it shows is what the program prints with that configuration', () => {
    const shown = /changes for this side into\n\n```\n([\s\S]*?)```/.exec(readme)?.[1];
    const sample = 'samples/logs/ike-proposal-mismatch';
    const about = readFileSync(join(ROOT, sample, 'about.md'), 'utf8').split('\n## sun\n')[1]!;
    writeFileSync(join(directory, 'swanctl.conf'), /swanctl\.conf:\n\n```\n([\s\S]*?)```/.exec(about)![1]!);
    const args = [CLI, '--config', 'swanctl.conf', join(ROOT, sample, 'sun.log')];
    const { stdout } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
    expect(shown).toMatch(/change/);
    expect(stdout).toContain(shown);
  });

  test('the output it shows of both ends is what the program prints', () => {
    const shown = /The two together print:\n\n```\n([\s\S]*?)```/.exec(readme)?.[1];
    const [moon, sun] = ['samples/logs/reply-lost/moon.log', 'samples/logs/reply-lost/sun.log'];
    expect(readme).toContain(`npm start -- ${moon} --peer-log ${sun}`);
    expect(shown).toBe(run([moon, '--peer-log', sun]).stdout);
  });

  test('every option it names exists', () => {
    const help = run(['--help']).stdout + run(['watch', '--help']).stdout;
    const own = readme.split('\n').filter((line) => !line.includes('swanctl --'));
    const named = new Set(own.join('\n').match(/(?<=[` ])--[a-z-]+/g));
    named.delete('--list');
    expect([...named].filter((option) => !help.includes(option))).toEqual([]);
  });
});
