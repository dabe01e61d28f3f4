// The built program as a process: alerts by HTTP and command, kill -9 at any moment, signals, the lock. Real time, so few and short.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../fixtures/gateway-log.mjs';
import { temporaryDirectory } from '../intake/taker.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const PATIENCE = 60_000;

const children: ChildProcess[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
});

async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > PATIENCE) throw new Error(`waited in vain: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Heard {
  readonly key: string;
  readonly edge: string;
  readonly cause: string;
  readonly connection: string | null;
  readonly at: number;
}

async function webhook(): Promise<{ readonly url: string; readonly heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => {
      body += String(bytes);
    });
    request.on('end', () => {
      heard.push({ ...(JSON.parse(body) as Heard), at: Date.now() });
      response.end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard };
}

interface Process {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Process {
  const child = spawn(process.execPath, [PROGRAM, 'watch', ...args], {
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout!.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr!.on('data', (bytes) => {
    err += String(bytes);
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return {
    child,
    out: () => out,
    err: () => err,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** A log in a directory of its own that a gateway writes at the present time. */
async function stage() {
  const directory = await temporaryDirectory();
  const log = join(directory, 'charon.log');
  const gateway = createGateway();
  writeFileSync(log, gateway.start(Date.now()));
  const config = join(directory, 'alone.yaml');
  writeFileSync(config, 'alerts: {group: {by: none}}\n');
  const { url, heard } = await webhook();
  return {
    directory,
    log,
    /** Tells each connection for itself. */
    alone: ['--config', config],
    heard,
    args: ['--follow', log, '--webhook', url, '--state', join(directory, 'state'), '--timezone', 'UTC'],
    write: (happens: (gateway: Gateway, at: number) => string) => appendFileSync(log, happens(gateway, Date.now())),
  };
}

const short = (heard: readonly Heard[]) => heard.map(({ edge, cause, connection }) => `${edge} ${cause} ${connection}`);
/** It has saved: it reads. */
const isReading = (directory: string) => () => existsSync(join(directory, 'state', 'lock'));

describe('a watcher', () => {
  test('tells a webhook within a second what breaks and what works again, and ends when asked to', async () => {
    const { args, write, heard, directory } = await stage();
    const process = start(args);
    await until(isReading(directory), process.err);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const written = Date.now();
    write((g, at) => g.refuse(at, 1));
    await until(() => heard.length > 0, process.err);
    expect(heard[0]!.at - written).toBeLessThan(1000);
    write((g, at) => g.establish(at, 1));
    await until(() => heard.length > 1, process.err);
    expect(short(heard)).toEqual(['raised psk-mismatch t1', 'recovered psk-mismatch t1']);
    expect(process.out().split('\n')).toHaveLength(3);
    const asked = Date.now();
    expect(await process.end('SIGTERM')).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5000);
    expect(existsSync(join(directory, 'state', 'lock'))).toBe(false);
    expect(process.err()).toBe('');
  });

  test('killed at any moment, through a rotation, misses nothing and tells nothing twice', async () => {
    const { args: given, alone, write, heard, directory, log } = await stage();
    const args = [...given, ...alone];
    let process = start([...args, '--tell-history']);
    await until(isReading(directory), process.err);
    const expected: string[] = [];
    for (let n = 1; n <= 8; n++) {
      write((g, at) => g.refuse(at, n));
      expected.push(`raised psk-mismatch t${n}`);
      // What no watcher has ever seen, none can miss.
      if (n === 1) await until(() => heard.length > 0, process.err);
      if (n === 4) renameSync(log, `${log}.1`);
      // Not a wait for something: the moment of death.
      await new Promise((resolve) => setTimeout(resolve, (n * 137) % 700));
      await process.end('SIGKILL');
      process = start([...args, '--tell-history']);
    }
    await until(() => new Set(heard.map(({ key }) => key)).size >= expected.length, process.err);
    await process.end('SIGTERM');
    const keys = new Map(heard.map((one) => [one.key, one]));
    expect(short([...keys.values()]).sort()).toEqual(expected);
  }, 60_000);

  test('a second one with the same state refuses; a new configuration is read at SIGHUP, a wrong one is not', async () => {
    const { args, write, heard, directory } = await stage();
    const config = join(directory, 'watch.yaml');
    writeFileSync(config, 'alerts: {severity: error}\n');
    const all = [...args, '--config', config, '--tell-history', '--failure-lines'];
    const first = start(all);
    await until(isReading(directory), first.err);
    const second = start(all);
    await until(() => second.err().includes('already'), second.err);
    expect(await second.end('SIGCONT')).toBe(2);
    writeFileSync(config, 'alerts: {sevrity: error}\n');
    first.child.kill('SIGHUP');
    await until(() => first.err().includes('stays as it was'), first.err);
    expect(first.err()).toContain(`${config}:1:10: alerts has no key "sevrity"; did you mean severity?`);
    writeFileSync(config, 'alerts: {grace: 1h}\n');
    first.child.kill('SIGHUP');
    await until(() => first.err().includes('read anew'), first.err);
    write((g, at) => g.refuse(at, 1) + g.establish(at + 60_000, 1));
    // The failed attempt is told as such, the alert about it waits for the grace.
    await until(() => first.out().includes('ike-trace/failure/1'), first.out);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(heard).toEqual([]);
  });

  test('without a state directory what waits for a sink survives a new configuration', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'charon.log');
    const config = join(directory, 'watch.yaml');
    const { url, heard } = await webhook();
    // Nobody listens on that port.
    const to = (address: string) => writeFileSync(config, `sinks: [{webhook: {name: hook, url: "${address}"}}]\n`);
    to('http://127.0.0.1:9/');
    const gateway = createGateway();
    writeFileSync(log, gateway.refuse(Date.now(), 1));
    const process = start(['--follow', log, '--config', config, '--tell-history', '--timezone', 'UTC']);
    await until(() => process.err().includes('hook did not take an alert'), process.err);
    to(url);
    process.child.kill('SIGHUP');
    await until(() => heard.length > 0, process.err);
    expect(short(heard)).toEqual(['raised psk-mismatch t1']);
    expect(await process.end('SIGTERM')).toBe(0);
    expect(process.err()).not.toContain('lost');
  });

  test.each([
    [['--check-config', '/var/log/charon.log'], 0, 'the configuration is in order'],
    [[], 2, 'there is nothing to watch'],
    [['--config', '/nowhere/watch.yaml', '/var/log/charon.log'], 2, '/nowhere/watch.yaml cannot be read (ENOENT)'],
    [['--grace', 'soon', '-'], 2, '--grace soon is not a duration'],
    [['--webhook', 'example.org', '-'], 2, '--webhook needs an URL'],
    [['--listen', 'everywhere', '-'], 2, 'the address to listen on'],
  ])('with %j ends with %i', async (args, status, says) => {
    const process = start(args);
    process.child.stdin!.end();
    const ended = await process.end('SIGCONT');
    expect(process.err()).toContain(says);
    expect(ended).toBe(status);
  });

  test('of a pipe tells all that comes, and ends with it', async () => {
    const process = start(['-', '--timezone', 'UTC']);
    const gateway = createGateway();
    process.child.stdin!.end(gateway.refuse(Date.now(), 1) + gateway.establish(Date.now() + 1000, 1));
    expect(await process.end('SIGCONT')).toBe(0);
    const lines = process
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { edge: string; cause: string });
    expect(lines.map(({ edge, cause }) => `${edge} ${cause}`)).toEqual([
      'raised psk-mismatch',
      'recovered psk-mismatch',
    ]);
  });
});
