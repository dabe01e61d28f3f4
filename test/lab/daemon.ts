// The lab: one charon on one machine, from its configuration to its signals.
import { pause } from './command.ts';
import { debian, type Installation } from './installation.ts';
import { type LogShape, loggers, shapes, startJournald, truthPath } from './logs.ts';
import type { Machine } from './namespaces.ts';
import type { Side } from './scenario.ts';
import { merge, render, type Settings } from './settings.ts';

export interface Daemon {
  start(): Promise<void>;
  signal(name: string): Promise<void>;
  /** Loads `swanctl` in place of the present configuration. */
  reload(swanctl: Settings): Promise<void>;
  /** The exit status is of no interest: what came of it stands in the log. */
  swanctl(args: readonly string[]): Promise<void>;
  /** Resolves once the log has had `text` more often than when it was last waited for; rejects after `seconds`. */
  until(text: string, seconds: number): Promise<void>;
}

/** kernel-libipsec: ESP in user space, since the kernel at hand may have none. charon then believes in a NAT on the way. */
const plugins =
  `random nonce openssl pem pkcs1 pkcs8 x509 pubkey revocation constraints gcm md5 sha1 sha2 aes hmac kdf gmp
  curve25519 attr kernel-libipsec kernel-netlink resolve socket-default vici updown eap-identity eap-mschapv2 eap-md5 xauth-generic
  counters`.split(/\s+/);

export function load({ without = [], with: further = [] }: NonNullable<Side['plugins']> = {}): string {
  return [...plugins.filter((name) => !without.includes(name)), ...further].join(' ');
}

/** Writes the logs in all of `shapes`, which must be of one kind of daemon. */
export async function createDaemon(
  machine: Machine,
  side: Side,
  wanted: readonly LogShape[],
  installation: Installation = debian,
): Promise<Daemon> {
  const { daemon } = shapes[wanted[0] ?? side.log];
  const base: Settings = { load: load(side.plugins), ...loggers(wanted, side.levels) };
  await machine.write('/etc/strongswan.conf', render({ [daemon]: merge(base, side.charon ?? {}) }));
  await machine.write('/etc/swanctl/swanctl.conf', render(side.swanctl));
  await startJournald(machine);
  const program = daemon === 'charon' ? installation.charon : installation.charonSystemd;
  const waited = new Map<string, number>();

  return {
    async start() {
      await machine.sh('rm -f /run/charon.vici /run/charon.pid');
      machine.spawn(`echo $$ >/run/lab/charon.pid; exec '${program}' 2>/run/lab/stderr`);
      await machine.sh(
        'for i in $(seq 100); do [ -S /run/charon.vici ] && exit 0; sleep 0.05; done; cat /run/lab/stderr; exit 1',
      );
      // What of a configuration is refused is the point of some scenarios.
      await machine.attempt(installation.swanctl, ['--load-all', '--noprompt']);
    },
    async reload(swanctl) {
      await machine.write('/etc/swanctl/swanctl.conf', render(swanctl));
      await machine.attempt(installation.swanctl, ['--load-all', '--noprompt', '--clear']);
    },
    signal: async (name) => void (await machine.sh(`kill -${name} $(cat /run/lab/charon.pid)`)),
    swanctl: async (args) => void (await machine.attempt(installation.swanctl, args)),
    async until(text, seconds) {
      const before = waited.get(text) ?? 0;
      for (let passed = 0; passed < seconds; passed += 0.1) {
        const count = (await machine.read(truthPath)).split(text).length - 1;
        if (count > before) {
          waited.set(text, count);
          return;
        }
        await pause(0.1);
      }
      throw new Error(`${machine.name} did not say "${text}" within ${seconds} s:\n${await machine.read(truthPath)}`);
    },
  };
}
