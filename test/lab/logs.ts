// The lab: the shapes in which charon's words can reach a file, and how to get the file's text back.
import { basename } from 'node:path';
import type { Machine } from './namespaces.ts';
import { merge, type Settings } from './settings.ts';

interface Shape {
  readonly daemon: 'charon' | 'charon-systemd';
  /** For people: how an administrator gets such a log. */
  readonly says: string;
  /** Logger sections of strongswan.conf; a file log is told its path. */
  readonly loggers: (levels: Settings, path: string) => Settings;
  /** Arguments of journalctl; without them the log is a file. */
  readonly journalctl?: readonly string[];
}

const filelog =
  (options: Settings) =>
  (levels: Settings, path: string): Settings => ({
    filelog: { [basename(path, '.log')]: { path, flush_line: 'yes', default: 1, ...options, ...levels } },
  });

const syslog =
  (options: Settings) =>
  (levels: Settings): Settings => ({ syslog: { daemon: { default: 1, ...options, ...levels } } });

const journal = (levels: Settings): Settings => ({ journal: { default: 1, ...levels } });

/** charon-systemd, read by journalctl in that format. */
const journalIn = (format: string, remark = '') =>
  ({
    daemon: 'charon-systemd',
    says: `charon-systemd, read by journalctl -o ${format}${remark}`,
    loggers: journal,
    journalctl: ['-o', format, '-t', 'charon-systemd'],
  }) as const;

const textOnly = ' (text only: no thread, group or IKE_SA)';
const level2 = { default: 2, enc: 1, net: 1, job: 1, knl: 1, lib: 1 };

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
  'filelog-tagged-2': {
    daemon: 'charon',
    says: 'filelog at level 2 with time_format = %b %e %T, time_add_ms = yes, ike_name = yes',
    loggers: filelog({ time_format: '%b %e %T', time_add_ms: 'yes', ike_name: 'yes', ...level2 }),
  },
  'filelog-timed-2': {
    daemon: 'charon',
    says: 'filelog at level 2 with time_format = %b %e %T, no tag',
    loggers: filelog({ time_format: '%b %e %T', ...level2 }),
  },
  'filelog-json': {
    daemon: 'charon',
    says: 'filelog with json = yes (since 6.0.0), time_format = %Y-%m-%dT%H:%M:%S%z',
    loggers: filelog({ json: 'yes', time_format: '%Y-%m-%dT%H:%M:%S%z' }),
  },
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
  'syslog-plain': {
    daemon: 'charon',
    says: 'syslog without a tag, read by journalctl -o short-iso',
    loggers: syslog({}),
    journalctl: ['-o', 'short-iso', '-t', 'charon'],
  },
  'syslog-json': {
    daemon: 'charon',
    says: 'syslog with ike_name = yes, read by journalctl -o json',
    loggers: syslog({ ike_name: 'yes' }),
    journalctl: ['-o', 'json', '-t', 'charon'],
  },
  'journal-json': journalIn('json'),
  'journal-json-seq': journalIn('json-seq'),
  'journal-json-pretty': journalIn('json-pretty'),
  'journal-export': journalIn('export'),
  'journal-verbose': journalIn('verbose'),
  'journal-short': journalIn('short', textOnly),
  'journal-short-precise': journalIn('short-precise', textOnly),
  'journal-short-iso': journalIn('short-iso-precise', textOnly),
  'journal-short-iso-seconds': journalIn('short-iso', textOnly),
  'journal-short-full': journalIn('short-full', textOnly),
  'journal-short-unix': journalIn('short-unix', textOnly),
  'journal-short-monotonic': journalIn('short-monotonic', textOnly),
  'journal-short-delta': journalIn('short-delta', textOnly),
  'journal-with-unit': journalIn('with-unit', textOnly),
  'journal-cat': journalIn('cat', ' (nothing but the text)'),
} as const satisfies Record<string, Shape>;

export type LogShape = keyof typeof shapes;

/** The same run can be logged in all of these at once, and charon-systemd's in all of the others. */
export const charonShapes: readonly LogShape[] = [
  'filelog-tagged',
  'filelog-iso',
  'filelog-timed',
  'filelog-plain',
  'filelog-tagged-2',
  'filelog-timed-2',
  'syslog-tagged',
  'syslog-json',
];
export const journalShapes: readonly LogShape[] = (Object.keys(shapes) as LogShape[]).filter(
  (shape) => shapes[shape].daemon === 'charon-systemd',
);

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

const pathOf = (shape: LogShape): string => `/run/lab/${shape}.log`;

export function loggers(wanted: readonly LogShape[], levels: Settings = {}): Settings {
  const sections = wanted.map((shape) => (shapes[shape] as Shape).loggers(levels, pathOf(shape)));
  return [...sections, { filelog: { truth } }].reduce((all, section) => merge(all, section), {});
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
  if (!journalctl) return machine.read(pathOf(shape));
  const text = await machine.sh(`journalctl --sync; journalctl --quiet --no-pager ${journalctl.join(' ')}`);
  // logger(1) speaks for the kernel in the lab and leaves its process id, which the kernel has none of.
  return text.replace(/ kernel\[\d+\]: /g, ' kernel: ');
}
