import { expect, test } from 'vitest';
import { isForeign } from '../../../src/lines/envelopes/foreign.ts';
import { lossesIn } from '../../../src/lines/losses.ts';

const TIME = 'Nov 23 10:00:00';

test.each<[line: string, isForeign: boolean]>([
  ['gw dnsmasq[383]: query[A] host994822.example.org from 10.0.116.124', true],
  ['kernel: [67369.883414] eth0: link becomes ready', true],
  ['gw systemd[1]: Started session 23933 of user admin.', true],
  ['gw charon: 13[IKE] peer supports MOBIKE', false],
  ['gw charon-systemd[47]: peer supports MOBIKE', false],
  ['gw ipsec[47]: 13[IKE] peer supports MOBIKE', false],
  ['13[IKE] peer supports MOBIKE', false],
  ['gw 13[IKE] peer supports MOBIKE', false],
  ['gw dockerd[1]: 13[IKE] peer supports MOBIKE', false],
  ['gw syslogd: last message repeated 3 times', false],
  ['gw sshd[1]: message repeated 3 times: [ Invalid user]', false],
  ['gw systemd-journald[300]: Suppressed 7483 messages from strongswan.service', false],
  ['gw rsyslogd: imjournal: 236 messages lost due to rate-limiting (20000 allowed within 600 seconds)', false],
  ['a line of prose without a program', false],
  ['', false],
])('%j: %s', (line, expected) => {
  const bytes = Buffer.from(`${TIME} ${line}`);
  expect(isForeign(bytes, TIME.length, bytes.length)).toBe(expected);
  if (expected) expect(lossesIn(bytes, 0, bytes.length)).toBe(0);
});
