// Entry of npm run test:e2e: ike-trace at the end of a real pipe, on a real log that is rotated under it while a tunnel comes up and breaks, and watching.
// Each story has two charons of its own; all run at once.
import type { ChildProcess } from 'node:child_process';
import { pause } from './command.ts';
import { moon, sun } from './configurations.ts';
import { createDaemon } from './daemon.ts';
import type { LogShape } from './logs.ts';
import type { Machine } from './namespaces.ts';
import { obstacles } from './prerequisites.ts';
import { createTopology } from './topology.ts';
import { program } from './trace.ts';
import { breakAndMend } from './watch-story.ts';

interface Story {
  readonly name: string;
  /** How moon logs. */
  readonly shape: LogShape;
  /** What ike-trace reads: the command before the pipe, or its own arguments. */
  readonly reads: { readonly piped: string } | { readonly follows: string };
  /** What happens to moon's log while the tunnel is up. */
  readonly rotation?: string;
}

const log = '/run/lab/filelog-tagged.log';

const stories: readonly Story[] = [
  { name: 'journalctl -f', shape: 'journal-short', reads: { piped: 'journalctl -f -n all -t charon-systemd' } },
  { name: 'journalctl -f -o json', shape: 'journal-json', reads: { piped: 'journalctl -f -n all -o json' } },
  { name: 'journalctl -f -o export', shape: 'journal-export', reads: { piped: 'journalctl -f -n all -o export' } },
  {
    name: '--follow, renamed and SIGHUP',
    shape: 'filelog-tagged',
    reads: { follows: log },
    rotation: `mv ${log} ${log}.1; kill -HUP $(cat /run/lab/charon.pid)`,
  },
  {
    name: '--follow, copied and truncated',
    shape: 'filelog-tagged',
    reads: { follows: log },
    rotation: `cp ${log} ${log}.1; : >${log}`,
  },
];

const out = '/run/lab/out.ndjson';

interface Said {
  readonly kind: string;
  readonly severity?: string;
  readonly symptom?: string;
  readonly outcome?: string;
  readonly causes?: readonly { readonly cause: string }[];
}

/** Complete lines only: the last one may be under way. */
const said = async (machine: Machine): Promise<readonly Said[]> =>
  (await machine.read(out))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Said);

/** Polls until ike-trace said it; rejects after `seconds`. Resolves to how long that took, in milliseconds. */
async function hears(machine: Machine, what: string, wanted: (one: Said) => boolean, seconds: number): Promise<number> {
  const started = Date.now();
  while (Date.now() - started < seconds * 1000) {
    if ((await said(machine)).some(wanted)) return Date.now() - started;
    await pause(0.05);
  }
  const kinds = (await said(machine)).map(({ kind, symptom = '', outcome = '' }) => `${kind} ${symptom}${outcome}`);
  throw new Error(
    `no ${what} within ${seconds} s, but: ${kinds.join(', ') || 'nothing'}; ${await machine.read('/run/lab/err')}`,
  );
}

/** The process id of what has to end first is left in /run/lab/reader.pid, the exit status of ike-trace in /run/lab/status. */
function listen(machine: Machine, reads: Story['reads']): ChildProcess {
  const read = (command: string) => `sh -c 'echo $$ >/run/lab/reader.pid; exec ${command}'`;
  const trace = `${process.execPath} ${program} -o ndjson`;
  const command =
    'piped' in reads ? `${read(reads.piped)} | ${trace}` : `${read(`${trace} --follow ${reads.follows}`)}`;
  return machine.spawn(`${command} >${out} 2>/run/lab/err; echo $? >/run/lab/status`);
}

async function endsWell(machine: Machine, isPiped: boolean, listener: ChildProcess): Promise<void> {
  await machine.sh(`kill -${isPiped ? 'TERM' : 'INT'} $(cat /run/lab/reader.pid)`);
  for (let tries = 0; listener.exitCode === null && tries < 100; tries++) await pause(0.1);
  const last = (await said(machine)).at(-1)?.kind;
  const status = (await machine.read('/run/lab/status')).trim();
  if (last !== 'summary' || status !== '1') {
    throw new Error(
      `its last line is of kind ${last}, its exit status ${status}: ${await machine.read('/run/lab/err')}`,
    );
  }
}

/** Resolves to how long the finding took after charon's own line, in milliseconds. */
async function tell({ shape, reads, rotation }: Story): Promise<number> {
  const topology = await createTopology({});
  try {
    const host = topology.hosts.moon;
    const one = await createDaemon(host, moon.psk({ dpd_delay: '2s' }), [shape]);
    const other = await createDaemon(topology.hosts.sun, sun.psk(), ['filelog-tagged']);
    await other.start();
    await one.start();
    const listener = listen(host, reads);
    await one.swanctl(['--initiate', '--child', 'lan', '--timeout', '-1']);
    await one.until('CHILD_SA lan{1} established', 10);
    await hears(host, 'established IKE_SA', ({ kind, outcome }) => kind === 'ike-sa' && outcome === 'established', 10);
    if ((await said(host)).some(({ severity }) => severity === 'error')) throw new Error('an error before the break');
    if (rotation) {
      await host.sh(rotation);
      await pause(2);
    }
    await topology.drop('udp dport 4500');
    await one.until('giving up after 2 retransmits', 20);
    const isLost = ({ kind, severity, symptom, causes = [] }: Said) =>
      kind === 'finding' && severity === 'error' && symptom === 'tunnel-lost' && causes[0]?.cause === 'dpd-timeout';
    const delay = await hears(host, 'finding', isLost, 10);
    if (listener.exitCode !== null) throw new Error('ike-trace had ended when the finding came');
    await endsWell(host, 'piped' in reads, listener);
    return delay;
  } finally {
    await topology.close();
  }
}

async function main(): Promise<number> {
  const inTheWay = await obstacles();
  if (inTheWay.length > 0) {
    process.stderr.write(`lab: ${inTheWay.join('\nlab: ')}\n`);
    return 2;
  }
  const waiting = [...stories];
  let failures = 0;
  const worker = async (): Promise<void> => {
    for (let story = waiting.shift(); story; story = waiting.shift()) {
      try {
        const delay = await tell(story);
        process.stdout.write(`ok      ${story.name.padEnd(32)} finding ${delay} ms after charon gave up\n`);
      } catch (error) {
        failures++;
        process.stdout.write(`FAILED  ${story.name.padEnd(32)} ${error instanceof Error ? error.message : error}\n`);
      }
    }
  };
  /** The watcher's own story, beside the others. */
  const watching = async (): Promise<void> => {
    try {
      const [raised, recovered] = await breakAndMend();
      const delays = `raised ${raised} ms, recovered ${recovered} ms after their lines`;
      process.stdout.write(`ok      ${'watch, a changed secret'.padEnd(32)} ${delays}\n`);
    } catch (error) {
      failures++;
      process.stdout.write(
        `FAILED  ${'watch, a changed secret'.padEnd(32)} ${error instanceof Error ? error.message : error}\n`,
      );
    }
  };
  await Promise.all([worker(), worker(), worker(), watching()]);
  return failures > 0 ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
