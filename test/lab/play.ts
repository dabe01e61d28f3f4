// The lab: one scenario from an empty network to both sides' logs.
import type { Certificates } from './certificates.ts';
import { pause } from './command.ts';
import { createDaemon, type Daemon } from './daemon.ts';
import { debian, type Installation } from './installation.ts';
import type { Run } from './keep.ts';
import { keptLog, type LogShape, truthPath } from './logs.ts';
import type { Machine } from './namespaces.ts';
import type { Chatter, HostName, Scenario, Step } from './scenario.ts';
import { createTopology, type Topology } from './topology.ts';

type Daemons = Readonly<Record<HostName, Daemon>>;

/** Starts to write, spread over `seconds`, and returns at once. */
function chatter(machine: Machine, lines: readonly Chatter[], seconds: number): void {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const gap = (seconds / lines.length).toFixed(2);
  machine.spawn(
    lines.map(([program, text]) => `logger -t ${quoted(program)} -- ${quoted(text)}; sleep ${gap}`).join('\n'),
  );
}

async function quiet({ hosts }: Topology, seconds: number, within: number): Promise<void> {
  const read = async () => (await hosts.moon.read(truthPath)).length + (await hosts.sun.read(truthPath)).length;
  let length = await read();
  let since = 0;
  for (let passed = 0; since < seconds; passed += 0.5) {
    if (passed > within) throw new Error(`the logs still grow after ${within} s`);
    await pause(0.5);
    const now = await read();
    since = now === length ? since + 0.5 : 0;
    length = now;
  }
}

async function take(step: Step, topology: Topology, daemons: Daemons): Promise<void> {
  switch (step.do) {
    case 'initiate':
      // A negative timeout does not wait: waiting would hold a thread of charon's, and the log tells the outcome.
      return daemons[step.on].swanctl(['--initiate', '--child', step.child, '--timeout', '-1']);
    case 'swanctl':
      return daemons[step.on].swanctl(step.args);
    case 'until':
      return daemons[step.on].until(step.says, step.within);
    case 'wait':
      return pause(step.seconds);
    case 'quiet':
      return quiet(topology, step.seconds, step.within);
    case 'drop':
      return topology.drop(step.match);
    case 'heal':
      return topology.heal();
    case 'sh':
      return void (await topology.hosts[step.on].sh(step.script));
    case 'chatter':
      return chatter(topology.hosts[step.on], step.lines, step.seconds);
    case 'reload':
      return daemons[step.on].reload(step.swanctl);
    case 'start':
      return daemons[step.on].start();
    case 'signal':
      return daemons[step.on].signal(step.name);
  }
}

/** What holds for that version. */
export const asPlayedOn = (version: string, scenario: Scenario): Scenario =>
  Number.parseInt(version, 10) >= 6 ? { ...scenario, ...scenario.on6 } : scenario;

/**
 * Rejects when the daemons did not do what the steps wait for; the network is gone in any case. `wanted`: the shapes that both sides log in, all of
 * one kind of daemon, in place of each side's own.
 */
export async function play(
  name: string,
  scenario: Scenario,
  certificates: Certificates,
  wanted: readonly LogShape[] = [],
  installation: Installation = debian,
): Promise<Run> {
  const topology = await createTopology(scenario.network ?? {});
  try {
    const { moon, sun } = topology.hosts;
    for (const match of scenario.network?.drops ?? []) await topology.drop(match);
    await certificates.install(moon, scenario.moon);
    await certificates.install(sun, scenario.sun);
    const shapesOf = (host: HostName) => (wanted.length > 0 ? wanted : [scenario[host].log]);
    const daemons = {
      moon: await createDaemon(moon, scenario.moon, shapesOf('moon'), installation),
      sun: await createDaemon(sun, scenario.sun, shapesOf('sun'), installation),
    };
    for (const host of ['sun', 'moon'] as const) if (!scenario.asleep?.includes(host)) await daemons[host].start();
    for (const step of scenario.steps) await take(step, topology, daemons);
    const truth = { moon: await moon.read(truthPath), sun: await sun.read(truthPath) };
    const logs = {
      moon: await keptLog(moon, shapesOf('moon')[0] ?? scenario.moon.log),
      sun: await keptLog(sun, shapesOf('sun')[0] ?? scenario.sun.log),
    };
    const variants: { host: HostName; shape: LogShape; log: string }[] = [];
    for (const shape of wanted) {
      for (const host of ['moon', 'sun'] as const) {
        variants.push({ host, shape, log: await keptLog(topology.hosts[host], shape) });
      }
    }
    // charon-systemd does not say its version when it starts; while the daemon runs, swanctl knows it.
    const spoken = await sun.attempt(installation.swanctl, ['--version', '--daemon']);
    const version = /(\d+\.\d+\.\d+\w*)/.exec(spoken.stdout)?.[1] ?? 'unknown';
    return { name, scenario: asPlayedOn(version, scenario), version, logs, variants, truth };
  } finally {
    await topology.close();
  }
}
