// The lab: ike-trace watch beside a real tunnel that is broken by a changed secret and mended again. What counts is when the alert is at the webhook.
import { pause } from './command.ts';
import { moon, sun } from './configurations.ts';
import { createDaemon } from './daemon.ts';
import type { Machine } from './namespaces.ts';
import { createTopology } from './topology.ts';
import { program } from './trace.ts';

const log = '/run/lab/filelog-tagged.log';
const heard = '/run/lab/webhook.ndjson';

/** Writes down each alert with the time it came, as milliseconds since 1970. */
const webhook = `
  require('node:http').createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => {
      const alert = JSON.parse(body);
      require('node:fs').appendFileSync('${heard}', JSON.stringify({ ...alert, cameAt: Date.now() }) + '\\n');
      response.end();
    });
  }).listen(9000, '127.0.0.1');`;

interface Came {
  readonly edge: string;
  readonly cause: string;
  readonly connection: string | null;
  /** Time of the log line. */
  readonly at: string;
  readonly cameAt: number;
}

async function came(machine: Machine): Promise<Came[]> {
  const text = await machine.read(heard).catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Came);
}

/** Resolves to how long after its log line the alert was at the webhook, in milliseconds. */
async function awaitAlert(machine: Machine, number: number, edge: string): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const alert = (await came(machine))[number];
    if (alert !== undefined) {
      if (alert.edge !== edge || alert.cause !== 'psk-mismatch' || alert.connection !== 'office')
        throw new Error(`alert ${number + 1} is ${alert.edge} ${alert.cause} ${alert.connection}`);
      return alert.cameAt - Date.parse(alert.at);
    }
    await pause(0.05);
  }
  throw new Error(`no alert ${edge}; ${await machine.read('/run/lab/err')}`);
}

/** Resolves to both delays in milliseconds. Rejects when an alert is wrong, does not come, or comes later than a second. */
export async function breakAndMend(): Promise<readonly [raised: number, recovered: number]> {
  const topology = await createTopology({});
  try {
    const host = topology.hosts.moon;
    const one = await createDaemon(host, moon.psk(), ['filelog-tagged']);
    const other = await createDaemon(topology.hosts.sun, sun.psk(), ['filelog-tagged']);
    await other.start();
    await one.start();
    await host.write('/run/lab/webhook.js', webhook);
    host.spawn(`exec ${process.execPath} /run/lab/webhook.js 2>/run/lab/webhook.err`);
    const watch = `${process.execPath} ${program} watch --follow ${log} --webhook http://127.0.0.1:9000/ --state /run/lab/state --listen 127.0.0.1:9400`;
    const watcher = host.spawn(`echo $$ >/run/lab/watch.pid; exec ${watch} >/run/lab/out 2>/run/lab/err`);
    const initiate = () => one.swanctl(['--initiate', '--child', 'lan', '--timeout', '5']);
    await initiate();
    await one.until('CHILD_SA lan{1} established', 10);
    const ready = `require('node:http').get('http://127.0.0.1:9400/readyz', (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))`;
    for (let tries = 0; (await host.attempt(process.execPath, ['-e', ready])).status !== 0; tries++) {
      if (tries > 50) throw new Error(`it is not ready: ${await host.read('/run/lab/err')}`);
      await pause(0.2);
    }
    await other.reload(sun.psk({}, { secrets: { 'ike-1': { secret: 'correct house' } } }).swanctl);
    await one.swanctl(['--terminate', '--ike', 'office', '--timeout', '5']);
    await initiate();
    const raised = await awaitAlert(host, 0, 'raised');
    await other.reload(sun.psk().swanctl);
    await initiate();
    const recovered = await awaitAlert(host, 1, 'recovered');
    if (Math.max(raised, recovered) > 1000) throw new Error(`the alerts took ${raised} and ${recovered} ms`);
    await host.sh('kill -TERM $(cat /run/lab/watch.pid)');
    for (let tries = 0; watcher.exitCode === null && tries < 50; tries++) await pause(0.1);
    if (watcher.exitCode !== 0)
      throw new Error(`it ended with ${watcher.exitCode}: ${await host.read('/run/lab/err')}`);
    return [raised, recovered];
  } finally {
    await topology.close();
  }
}
