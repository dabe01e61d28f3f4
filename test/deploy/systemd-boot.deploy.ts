// The packed program under a systemd that runs, with the unit and the configuration of samples/deploy as they are: readiness, watchdog, hardening, a journal whose
// daemon is restarted, a journalctl that hangs. Real time: about three minutes.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../fixtures/gateway-log.mjs';
import { boot, type Machine } from './boot.ts';
import { DEPLOY, scratch } from './programs.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PATIENCE = 120_000;

const booted = await boot();
const machine = typeof booted === 'string' ? null : booted;
afterAll(() => machine?.end());

/** The package as it would be published, and what it needs, at the place that the unit names. */
function install({ path }: Machine): void {
  const packed = scratch();
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed];
  const name = execFileSync('npm', pack, { cwd: PROJECT, encoding: 'utf8' }).trim().split('\n').at(-1)!;
  const home = path('/usr/local/lib/ike-trace');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', join(packed, name), '-C', home, '--strip-components=1']);
  const needed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: PROJECT, encoding: 'utf8' });
  for (const directory of needed.trim().split('\n').slice(1))
    cpSync(directory, join(home, relative(PROJECT, directory)), { recursive: true });
  chmodSync(join(home, 'dist/cli.js'), 0o755);
  symlinkSync('/usr/local/lib/ike-trace/dist/cli.js', path('/usr/local/bin/ike-trace'));
  // Node may be installed anywhere; the machine has it where a service finds it.
  if (!['/usr/bin/node', '/usr/local/bin/node'].includes(process.execPath))
    cpSync(process.execPath, path('/usr/local/bin/node'));
  mkdirSync(path('/etc/ike-trace'));
  cpSync(join(DEPLOY, 'watch.yaml'), path('/etc/ike-trace/watch.yaml'));
  cpSync(join(DEPLOY, 'ike-trace.service'), path('/etc/systemd/system/ike-trace.service'));
  // A minute is long for a test.
  mkdirSync(path('/etc/systemd/system/ike-trace.service.d'));
  writeFileSync(path('/etc/systemd/system/ike-trace.service.d/test.conf'), '[Service]\nWatchdogSec=9\nRestartSec=1\n');
  // charon's place: what is written to the file is said by the unit.
  writeFileSync(path('/var/lib/charon.lines'), '');
  writeFileSync(
    path('/etc/systemd/system/strongswan.service'),
    '[Service]\nSyslogIdentifier=charon\nExecStart=/usr/bin/tail -n +1 -f /var/lib/charon.lines\n',
  );
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > PATIENCE) throw new Error(`waited in vain: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

if (machine === null) process.stderr.write(`no machine with systemd: ${String(booted)}\n`);

describe.skipIf(machine === null)('under a systemd that runs (skipped where none can be booted)', () => {
  const { run, path } = machine ?? { run: () => ({ status: null, said: '' }), path: (inside: string) => inside };
  const gateway = createGateway();
  const say = (happens: (gateway: Gateway, at: number) => string) =>
    appendFileSync(path('/var/lib/charon.lines'), happens(gateway, Date.now()).replace(/^\w{3} \d\d [\d:.]+ /gm, ''));
  const show = (property: string) =>
    run('systemctl', 'show', '--value', `--property=${property}`, 'ike-trace').said.trim();
  const status = () => run('systemctl', 'status', '--no-pager', '--lines=20', 'ike-trace').said;
  const told = () =>
    run('journalctl', '--unit=ike-trace', '--output=cat', '--no-pager')
      .said.split('\n')
      .filter((line) => line.includes('ike-trace/alert-line/1'))
      .map((line) => JSON.parse(line) as { edge: string; cause: string; connection: string })
      .map(({ edge, cause, connection }) => `${edge} ${cause} ${connection}`);
  const health = () =>
    run(
      process.execPath.startsWith('/usr/') ? process.execPath : '/usr/local/bin/node',
      '-e',
      "fetch('http://127.0.0.1:9342/healthz').then(async (r) => console.log(r.status, await r.text()), String)",
    ).said.trim();

  beforeAll(() => {
    install(machine!);
    expect(run('systemctl', 'daemon-reload').status).toBe(0);
    expect(run('systemctl', 'start', 'strongswan').status).toBe(0);
  }, PATIENCE);

  test('starts, says that it is ready, and runs as nobody in particular', () => {
    const begun = run('systemctl', 'start', 'ike-trace').said;
    expect([begun, show('ActiveState')], status()).toEqual(['', 'active']);
    const pid = show('MainPID');
    const facts = readFileSync(path(`/proc/${pid}/status`), 'utf8');
    expect(facts).toMatch(/^Uid:\t6\d{4}\t/m);
    expect(facts).toMatch(/^Seccomp:\t2$/m);
    expect(facts).toMatch(/^CapEff:\t0+$/m);
  });

  test('tells what breaks, also after journald was restarted, and nothing twice', async () => {
    await until(
      () => health().startsWith('200'),
      () => `${health()}\n${status()}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    say((g, at) => g.refuse(at, 1));
    await until(() => told().length > 0, status);
    expect(run('systemctl', 'restart', 'systemd-journald').status).toBe(0);
    say((g, at) => g.establish(at, 1));
    await until(() => told().length > 1, status);
    expect(told()).toEqual(['raised psk-mismatch t1', 'recovered psk-mismatch t1']);
    expect(show('NRestarts')).toBe('0');
  }, 300_000);

  test('a journalctl that hangs makes it unhealthy, and it is well again when that goes on', async () => {
    const pid = run('pgrep', '--full', 'journalctl.*--follow').said.trim().split('\n')[0]!;
    expect(run('kill', '-STOP', pid).status).toBe(0);
    say((g, at) => g.dpd(at, 1, 2));
    await until(() => health().startsWith('503'), health);
    expect(health()).toMatch(/^503 stuck: journal:strongswan.service has entries that were not read for \d+ s$/);
    expect(run('kill', '-CONT', pid).status).toBe(0);
    await until(() => health().startsWith('200'), health);
  }, 300_000);

  test('is started again by the watchdog when it hangs, and goes on where it was', async () => {
    const pid = show('MainPID');
    expect(run('kill', '-STOP', pid).status).toBe(0);
    await until(() => show('NRestarts') === '1' && show('ActiveState') === 'active', status);
    expect(show('MainPID')).not.toBe(pid);
    say((g, at) => g.refuse(at, 2));
    await until(() => told().length > 2, status);
    expect(told()).toEqual(['raised psk-mismatch t1', 'recovered psk-mismatch t1', 'raised psk-mismatch t2']);
  }, 300_000);

  test('ends when it is asked to, in time', () => {
    expect(run('systemctl', 'stop', 'ike-trace').status).toBe(0);
    expect([show('Result'), show('ExecMainStatus')]).toEqual(['success', '0']);
  });
});
