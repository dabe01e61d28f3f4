import { describe, expect, test } from 'vitest';
import { lossesIn, suppressed } from '../../src/lines/losses.ts';

const of = (line: string) => {
  const bytes = Buffer.from(line);
  return lossesIn(bytes, 0, bytes.length);
};

describe('what a logger says it threw away', () => {
  test.each([
    [
      'journald, of the unit',
      'Nov 23 10:00:00 gw systemd-journald[300]: Suppressed 7483 messages from strongswan.service',
      7483,
    ],
    [
      'journald, of the cgroup',
      'Nov 23 10:00:00 gw systemd-journald[300]: Suppressed 12 messages from /system.slice/strongswan-starter.service',
      12,
    ],
    [
      'journald, ISO time',
      '2026-11-23T10:00:00+0100 gw systemd-journald[300]: Suppressed 5 messages from ipsec.service',
      5,
    ],
    ['journald of old, of everything', 'Nov 23 10:00:00 gw systemd-journal[300]: Suppressed 917 messages from /', 917],
    [
      'rsyslog, with the name',
      'Nov 23 10:00:00 gw rsyslogd: imuxsock[pid: 812, name: /usr/lib/ipsec/charon]: 57 messages lost due to rate-limiting (200 allowed within 5 seconds)',
      57,
    ],
    [
      'rsyslog, the pid only',
      'Nov 23 10:00:00 gw rsyslogd-2177: imuxsock[pid 812]: 9 messages lost due to rate-limiting',
      9,
    ],
    [
      'rsyslog, what it reads from the journal',
      'Nov 23 10:00:00 gw rsyslogd: imjournal: 236 messages lost due to rate-limiting (20000 allowed within 600 seconds)',
      236,
    ],
    ['another unit', 'Nov 23 10:00:00 gw systemd-journald[300]: Suppressed 7483 messages from nginx.service', 0],
    [
      'another program',
      'Nov 23 10:00:00 gw rsyslogd: imuxsock[pid: 57, name: /usr/bin/orchagent]: 1024 messages lost due to rate-limiting',
      0,
    ],
    [
      'the beginning of it, without a number',
      'Nov 23 10:00:00 gw rsyslogd: imuxsock[pid: 812, name: charon]: begin to drop messages due to rate-limiting',
      0,
    ],
    [
      'somebody who quotes it',
      'Nov 23 10:00:00 gw sshd[1]: Invalid user rsyslogd: imjournal: 236 messages lost due to rate-limiting',
      0,
    ],
    ['a line without header', 'Suppressed', 0],
    ['an empty line', '', 0],
  ])('%s', (_, line, lost) => {
    expect(of(line)).toBe(lost);
  });

  test('the text of a journal entry', () => {
    expect(suppressed('Suppressed 3 messages from strongswan.service')).toBe(3);
    expect(suppressed('Suppressed messages from strongswan.service')).toBe(0);
  });
});
