// The lab: the shapes in which charon's words can reach a file, and how to get the file's text back.
import type { Machine } from './namespaces.ts';
import { merge, type Settings } from './settings.ts';

interface Shape {
  readonly daemon: 'charon' | 'charon-systemd';
  /** For people: how an administrator gets such a log. */
  readonly says: string;
  /** Logger sections of strongswan.conf. */
  readonly loggers: (levels: Settings) => Settings;
  /** Arguments of journalctl; without them the log is the file /run/lab/charon.log. */
  readonly journalctl?: readonly string[];
}

const filelog =
  (options: Settings) =>
  (levels: Settings): Settings => ({
    filelog: { kept: { path: '/run/lab/charon.log', flush_line: 'yes', default: 1, ...options, ...levels } },
  });

const syslog =
  (options: Settings) =>
  (levels: Settings): Settings => ({ syslog: { daemon: { default: 1, ...options, ...levels } } });

const journal = (levels: Settings): Settings => ({ journal: { default: 1, ...levels } });

export const shapes = {
  'filelog-tagged': {
    daemon: 'charon',
    says: 'filelog with time_format = %b %e %T, time_add_ms = yes, ike_name = yes',
    loggers: filelog({ time_format: '%b %e %T', time_add_ms: 'yes', ike_name: 'yes' }),
  },
  'filelog-iso': {
    daemon: 'charon',
    says: 'filelog with time_format = %Y-%m-%dT%H:%M:%S%z, ike_name = yes, log_level = yes',
    loggers: filelog({ time_format: '%Y-%m-%dT%H:%M:%S%z', ike_name: 'yes', log_level: 'yes' }),
  },
  'filelog-timed': {
    daemon: 'charon',
    says: 'filelog with time_format = %b %e %T, no tag',
    loggers: filelog({ time_format: '%b %e %T' }),
  },
  'filelog-plain': { daemon: 'charon', says: 'filelog as it is by default: no time, no tag', loggers: filelog({}) },
  'syslog-tagged': {
    daemon: 'charon',
    says: 'syslog with ike_name = yes, read by journalctl -o short',
    loggers: syslog({ ike_name: 'yes' }),
    journalctl: ['-o', 'short', '-t', 'charon'],
  },
  'syslog-host': {
    daemon: 'charon',
    says: 'syslog with ike_name = yes, all programs of the host, read by journalctl -o short',
    loggers: syslog({ ike_name: 'yes' }),
    journalctl: ['-o', 'short'],
  },
  'journal-json': {
    daemon: 'charon-systemd',
    says: 'charon-systemd, read by journalctl -o json',
    loggers: journal,
    journalctl: ['-o', 'json', '-t', 'charon-systemd'],
  },
  'journal-short': {
    daemon: 'charon-systemd',
    says: 'charon-systemd, read by journalctl -o short (text only: no thread, group or IKE_SA)',
    loggers: journal,
    journalctl: ['-o', 'short', '-t', 'charon-systemd'],
  },
  'journal-short-iso': {
    daemon: 'charon-systemd',
    says: 'charon-systemd, read by journalctl -o short-iso-precise (text only: no thread, group or IKE_SA)',
    loggers: journal,
    journalctl: ['-o', 'short-iso-precise', '-t', 'charon-systemd'],
  },
} as const satisfies Record<string, Shape>;

export type LogShape = keyof typeof shapes;

/** Every run also writes this one: it names the IKE_SA of each line, whatever the kept log does. */
export const truthPath = '/run/lab/truth.log';
const truth = {
  path: truthPath,
  time_format: '%b %e %T',
  time_add_ms: 'yes',
  ike_name: 'yes',
  flush_line: 'yes',
  default: 1,
};

export function loggers(shape: LogShape, levels: Settings = {}): Settings {
  return merge(shapes[shape].loggers(levels), { filelog: { truth } });
}

const journald = `
cat >/etc/systemd/journald.conf <<'END'
[Journal]
Storage=volatile
ReadKMsg=no
Audit=no
RateLimitIntervalSec=0
RuntimeMaxUse=64M
END
mkdir -p /run/systemd/journal /run/log/journal
exec /lib/systemd/systemd-journald`;

export async function startJournald(machine: Machine): Promise<void> {
  machine.spawn(journald);
  await machine.sh('for i in $(seq 100); do [ -S /run/systemd/journal/dev-log ] && exit 0; sleep 0.05; done; exit 1');
}

export async function keptLog(machine: Machine, shape: LogShape): Promise<string> {
  const { journalctl }: Shape = shapes[shape];
  if (!journalctl) return machine.read('/run/lab/charon.log');
  const text = await machine.sh(`journalctl --sync; journalctl --quiet --no-pager ${journalctl.join(' ')}`);
  // logger(1) speaks for the kernel in the lab and leaves its process id, which the kernel has none of.
  return text.replace(/ kernel\[\d+\]: /g, ' kernel: ');
}
