// What goes wrong outside of the program, end to end on the build: what it prints and how it ends is defined for each. Files that come, go and turn are in
// test/intake; what strangers write is in test/hostile.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource } from '../src/intake/index.ts';
import { live, ROOT, run, SAMPLE, shell } from './fixtures/program.ts';
import { createTaker } from './intake/taker.ts';

const LINES = readFileSync(join(ROOT, SAMPLE), 'utf8').split('\n');
const FIRST = `${LINES.slice(0, 15).join('\n')}\n`;
const REST = `${LINES.slice(15).join('\n')}\n`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-faults-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('standard output', () => {
  const full = 'ike-trace: standard output failed: ENOSPC: no space left on device, write\n';

  test.skipIf(!existsSync('/dev/full')).each([
    ['text', SAMPLE],
    ['JSON', `-o json ${SAMPLE}`],
    ['a stream', `-o ndjson ${SAMPLE}`],
    ['a dump', `--dump events ${SAMPLE}`],
    ['an explanation', 'explain --list'],
  ])('on a full disk, %s: said, and no success (skipped without /dev/full)', (_, args) => {
    const { status, stderr } = shell(`ike-trace ${args} >/dev/full`);
    expect([status, stderr]).toEqual([2, full]);
  });

  test.each([
    ['text', SAMPLE],
    ['JSON', `-o json samples/logs/ok-rekey/moon.log`],
    ['a stream', `-o ndjson samples/logs/ok-rekey/moon.log`],
  ])('whose reader is gone, %s: a quiet end', (_, args) => {
    const { stdout, stderr } = shell(`{ sleep 0.05; ike-trace ${args}; echo "status $?" >&2; } | true`);
    expect([stdout, stderr]).toEqual(['', 'status 0\n']);
  });

  test('whose reader goes while the log is followed: the next entry ends it quietly', async () => {
    const path = join(directory, 'broken-pipe.log');
    writeFileSync(path, FIRST);
    const { status, stderr } = await live(['--follow', path], async (_say, heard, child) => {
      await heard('192.0.2.1 is initiating an IKE_SA');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdout?.destroy();
      appendFileSync(path, REST);
      await ended;
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('files', () => {
  test.skipIf(process.getuid?.() !== 0)(
    'one that may not be read among others (skipped where not started by root)',
    () => {
      const [open, closed] = [join(directory, 'open'), join(directory, 'closed')];
      for (const [at, name] of [open, closed].entries()) {
        mkdirSync(name);
        writeFileSync(join(name, 'charon.log'), FIRST + REST, { mode: at === 0 ? 0o644 : 0o000 });
        chmodSync(name, 0o755);
      }
      chmodSync(directory, 0o755);
      const args = `-o json --brief ${open}/charon.log ${closed}/charon.log`;
      const { status, stdout, stderr } = shell(
        `setpriv --reuid 65534 --clear-groups "${process.execPath}" dist/cli.js ${args}`,
      );
      expect((JSON.parse(stdout) as { inputs: unknown[] }).inputs).toHaveLength(1);
      expect(stderr).toContain(`${closed}/charon.log may not be read by this user`);
      expect(status).toBe(1);
    },
  );

  test('more than may be open at once, one after the other: all are read', () => {
    const many = join(directory, 'many');
    mkdirSync(many);
    for (let i = 0; i < 100; i++) writeFileSync(join(many, `charon.log.${i}`), FIRST + REST);
    const { stdout, stderr } = shell(`ulimit -n 64; ike-trace -o json --brief ${many}`);
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as { inputs: unknown[] }).inputs).toHaveLength(100);
  });

  test('more than may be open at once, followed: said of each, and the others are followed', () => {
    const paths = Array.from({ length: 80 }, (_, i) => {
      mkdirSync(join(directory, `follow-${i}`));
      const path = join(directory, `follow-${i}`, 'charon.log');
      writeFileSync(path, FIRST + REST);
      return path;
    });
    const { status, stdout, stderr } = shell(
      `ulimit -n 64; timeout -s INT 2 "${process.execPath}" dist/cli.js -f ${paths.join(' ')}`,
    );
    const complaints = stderr.split('\n').filter((line) => line.endsWith('cannot be opened: too many files are open'));
    expect(complaints.length).toBeGreaterThan(0);
    expect(stderr).toContain('raise the limit (ulimit -n), or name fewer files at once');
    expect(stdout).toContain('ERROR authentication-failed');
    expect(status).toBe(124);
  });

  test('that shrinks while it is read: what was read stands, and it ends', async () => {
    const path = join(directory, 'shrinking.log');
    writeFileSync(path, 'x\n'.repeat(100_000));
    const taker = createTaker((piece) => {
      if (piece.kind === 'chunk') truncateSync(path, 10);
      return undefined;
    });
    const reading = openSource({ kind: 'file', path, stream: path }, taker.emit, {
      report: taker.report,
      chunkBytes: 65_536,
    });
    await reading.done;
    expect(taker.bytes().length).toBe(65_536);
    expect(taker.troubles()).toEqual([]);
  });

  test('in a FIFO: read like a pipe', () => {
    const path = join(directory, 'fifo');
    const { status, stdout } = shell(`mkfifo ${path}; cat ${SAMPLE} >${path} & ike-trace -o json --brief ${path}`);
    expect((JSON.parse(stdout) as { findings: unknown[] }).findings).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('whose directory is replaced while it is followed: the new one is read on', async () => {
    const place = join(directory, 'replaced');
    mkdirSync(place);
    const path = join(place, 'charon.log');
    writeFileSync(path, FIRST);
    const { status } = await live(['--follow', path], async (_say, heard) => {
      await heard('192.0.2.1 is initiating an IKE_SA');
      renameSync(place, `${place}.old`);
      mkdirSync(place);
      writeFileSync(path, REST);
      await heard('ERROR authentication-failed');
    });
    expect(status).toBe(1);
  });
});

test('stopped and continued: what was written meanwhile is read', async () => {
  const path = join(directory, 'stopped.log');
  writeFileSync(path, FIRST);
  const { status } = await live(['--follow', path], async (_say, heard, child) => {
    await heard('192.0.2.1 is initiating an IKE_SA');
    child.kill('SIGSTOP');
    appendFileSync(path, REST);
    child.kill('SIGCONT');
    await heard('ERROR authentication-failed');
  });
  expect(status).toBe(1);
});

test('a clock that is set back in the middle of a log: the finding is the same', () => {
  const setBack = FIRST + REST.replaceAll('16:15:48', '15:15:48');
  const path = join(directory, 'clock.log');
  writeFileSync(path, setBack);
  const causesOf = (args: readonly string[]) =>
    (
      JSON.parse(run(['-o', 'json', '--brief', ...args]).stdout) as {
        findings: { causes: { cause: string; certainty: string }[] }[];
      }
    ).findings.map(({ causes }) => causes.map(({ cause, certainty }) => [cause, certainty]));
  expect(causesOf([path])).toEqual(causesOf([SAMPLE]));
});

describe('the journal', () => {
  test('without journalctl: said, with what to do instead', () => {
    const { status, stderr } = run(['--journal'], '', { ...process.env, PATH: directory });
    expect(stderr).toMatch(/^ike-trace: journalctl was not found\n {2}run it on the host whose journal it is/);
    expect(status).toBe(2);
  });

  test('with a journalctl that dies: what it gave is shown, and its words', () => {
    const path = join(directory, 'journalctl');
    const entry = JSON.stringify({
      __CURSOR: 's=1;i=1',
      SYSLOG_IDENTIFIER: 'charon-systemd',
      GROUP: 'IKE',
      THREAD: '5',
      LEVEL: '1',
      IKE_SA_UNIQUE_ID: '1',
      MESSAGE: 'giving up after 5 retransmits',
    });
    writeFileSync(path, `#!/bin/sh\necho '${entry}'\necho 'journal is broken' >&2\nexit 3\n`, { mode: 0o755 });
    const { stdout, stderr } = run(['--journal', '-o', 'json', '--brief'], '', {
      ...process.env,
      PATH: `${directory}:${process.env.PATH}`,
    });
    expect((JSON.parse(stdout) as { inputs: { charonLines: number }[] }).inputs[0]?.charonLines).toBe(1);
    expect(stderr).toContain('journal is broken');
  });
});
