/**
 * Room 2: the wrappings a charon log comes in. The names are what `--dialect` takes and what a report says of an input.
 */
export const DIALECTS = {
  'charon-file': "charon's own log file, `swanctl --log` or a daemon in the foreground: [TIME ]13[IKE] message",
  'charon-json': "charon's own log file with json = yes: one object a line with thread, group and msg",
  control: 'swanctl --initiate and the like: [IKE] message, without time and thread',
  bare: 'nothing but messages: journalctl -o cat, ipsec up',
  'syslog-3164': 'classic syslog: Nov 23 09:08:57 host charon[1]: 13[IKE] message',
  'syslog-5424': 'syslog protocol 1: <30>1 2026-11-23T09:08:57Z host charon 1 - - 13[IKE] message',
  'syslog-iso': 'syslog with an ISO 8601 time, also OPNsense: 2026-11-23T09:08:57+00:00 host charon: 13[IKE] message',
  'syslog-no-time': 'program and message only: charon: 13[IKE] message',
  'openwrt-logread': 'logread of OpenWrt: Sat Sep 21 03:31:18 2019 daemon.info : 13[IKE] message',
  logcat: 'logcat of Android: 09-21 03:31:18.123 1 1 I charon: 13[IKE] message',
  'journal-short':
    'journalctl -o short, short-precise of charon-systemd: Nov 23 09:08:57 host charon-systemd[1]: message',
  'journal-short-iso':
    'journalctl -o short-iso, short-iso-precise of charon-systemd: 2026-11-23T09:08:57+0000 host charon-systemd[1]: message',
  'journal-short-full':
    'journalctl -o short-full, with-unit: Mon 2026-11-23 09:08:57 UTC host charon-systemd[1]: message',
  'journal-short-unix': 'journalctl -o short-unix: 1795424937.751183 host charon-systemd[1]: message',
  'journal-short-monotonic':
    'journalctl -o short-monotonic, short-delta: [ 3039.283785] host charon-systemd[1]: message',
  'journal-verbose': 'journalctl -o verbose: a line with the time, then one line for each field',
  'journal-json': 'journalctl -o json: one object a line with MESSAGE',
  'journal-json-seq': 'journalctl -o json-seq: the same after a record separator',
  'journal-json-pretty': 'journalctl -o json-pretty: an object over several lines',
  'journal-export': 'journalctl -o export: FIELD=value lines, an empty line after each entry',
  'docker-json': "Docker's json-file: one object a line with log and stream",
  cri: 'container runtimes of Kubernetes: 2026-11-23T09:08:57.123456789Z stdout F message',
  'container-timestamps': 'docker logs -t, kubectl logs --timestamps: 2026-11-23T09:08:57.123456789Z message',
} as const;

export type DialectName = keyof typeof DIALECTS;

/** Whether a text, say of `--dialect`, names a dialect. */
export function isDialect(name: string): name is DialectName {
  return Object.hasOwn(DIALECTS, name);
}
