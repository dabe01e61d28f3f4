import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCommandSink } from '../../../src/watch/sinks/command.ts';
import { HOSTILE, makeAlert, patient } from '../build.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-command-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const sh = (script: string, ...more: string[]) =>
  createCommandSink({ argv: ['/bin/sh', '-c', script, ...more], killAfter: 50 });

/** A process that was killed stays as a zombie until somebody asks for it: that is dead enough. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a command', () => {
  test('gets the alert as one line of JSON on its standard input', async () => {
    const out = join(directory, 'out');
    const alert = makeAlert({ remote: { host: null, port: null, id: HOSTILE } });
    await sh('cat > "$0"', out).deliver(alert, patient());
    const text = readFileSync(out, 'utf8');
    expect(text.split('\n')).toHaveLength(2);
    expect(JSON.parse(text)).toEqual({ schema: 'ike-trace/alert/1', ...alert });
  });

  test('has no text of the alert in its arguments or environment, and little else', async () => {
    const out = join(directory, 'out');
    process.env.SECRET_OF_THE_SERVICE = 's3cret';
    const sink = createCommandSink({
      argv: ['/bin/sh', '-c', 'env > "$0"; echo "args: $#" >> "$0"', out],
      environment: new Map([['ROOM', 'vpn']]),
    });
    await sink.deliver(makeAlert({ connection: 'evil$(id)' }), patient());
    delete process.env.SECRET_OF_THE_SERVICE;
    const names = readFileSync(out, 'utf8').match(/^[A-Z_]+(?==)/gm);
    expect(names?.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
      'LANG',
      'PATH',
      'ROOM',
    ]);
    expect(readFileSync(out, 'utf8')).toContain('args: 0');
  });

  test('arguments are not read by a shell', async () => {
    const evil = join(directory, 'evil');
    await createCommandSink({ argv: ['true', `; touch ${evil}`, `$(touch ${evil})`] }).deliver(makeAlert(), patient());
    expect(existsSync(evil)).toBe(false);
  });

  test.each([
    ['exit 0', null],
    ['exit 65', true],
    ['exit 1', false],
    ['exit 75', false],
    ['kill -9 $$', false],
  ])('%s', async (script, isFinal) => {
    const failure = await sh(script)
      .deliver(makeAlert(), patient())
      .then(
        () => null,
        (thrown: { isFinal: boolean }) => thrown.isFinal,
      );
    expect(failure).toBe(isFinal);
  });

  test('what it says on standard error is told, bounded and harmless', async () => {
    const said = sh("printf 'no route\\033[31m'; printf 'no route\\033[31m' >&2; yes | head -c 1000000 >&2; exit 1");
    const failure = (await said.deliver(makeAlert(), patient()).catch((thrown: unknown) => thrown)) as Error;
    expect(failure.message).toContain('status 1: no route\\x1b[31m');
    expect(failure.message.length).toBeLessThan(2000);
  });

  test('does not have to read what it is told', async () => {
    const alert = makeAlert({ summary: 'x'.repeat(1 << 20) });
    await expect(sh('exec <&-; exit 0').deliver(alert, patient())).resolves.toBeUndefined();
  });

  test('a program that is not there is tried again: it may be mended', async () => {
    const sink = createCommandSink({ argv: [join(directory, 'nothing')] });
    await expect(sink.deliver(makeAlert(), patient())).rejects.toMatchObject({
      isFinal: false,
      message: expect.stringContaining('cannot be run (ENOENT)'),
    });
  });

  // A process of the operator's takes its time to start and to end: these two rows wait for it, some ten milliseconds.
  test.each([
    ['ends at SIGTERM', ''],
    ['is killed when it ignores SIGTERM', "trap '' TERM;"],
  ])('that is late %s, with its children', async (_, trap) => {
    const file = join(directory, 'child');
    const time = new AbortController();
    const delivered = sh(`${trap} sleep 60 & echo $! > "$0.new"; mv "$0.new" "$0"; wait; sleep 60`, file).deliver(
      makeAlert(),
      time.signal,
    );
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
    const child = Number(readFileSync(file, 'utf8'));
    expect(isAlive(child)).toBe(true);
    time.abort();
    await expect(delivered).rejects.toMatchObject({
      isFinal: false,
      message: expect.stringContaining('took too long'),
    });
    while (isAlive(child)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test.each([[[]], [['']], [['a', 'b\0c']]])('argv %j is refused', (argv) => {
    expect(() => createCommandSink({ argv })).toThrow('a command needs a program');
  });
});
