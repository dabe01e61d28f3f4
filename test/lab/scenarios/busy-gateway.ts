// Ten peers of one gateway at once. moon plays all of them, from an address each.
import type { Chatter, Found, Scenario } from '../scenario.ts';
import { merge, type Settings } from '../settings.ts';

interface Peer {
  readonly name: string;
  readonly host: number;
  /** What the peer, and what the gateway's connection for it, does differently. */
  readonly peer?: Settings;
  readonly gateway?: Settings;
  /** What the peer has, where the gateway has `name.example.org` and `name horse`. */
  readonly id?: string;
  readonly secret?: string;
  /** The gateway has no connection for it. */
  readonly unknown?: boolean;
  readonly found?: Omit<Found, 'peer'>;
}

const peers: readonly Peer[] = [
  { name: 'berlin', host: 11 },
  {
    name: 'bern',
    host: 12,
    secret: 'bern house',
    found: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
  },
  {
    name: 'oslo',
    host: 13,
    peer: { proposals: 'aes128-sha256-ecp256' },
    found: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven' },
  },
  {
    name: 'paris',
    host: 14,
    id: 'paris-2.example.org',
    found: { symptom: 'authentication-failed', causes: ['no-peer-config'], certainty: 'proven' },
  },
  {
    name: 'rome',
    host: 15,
    peer: { children: { 'rome-lan': { remote_ts: '198.51.100.0/26' } } },
    found: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'proven' },
  },
  {
    name: 'madrid',
    host: 16,
    peer: { children: { 'madrid-lan': { esp_proposals: 'aes256-sha384' } } },
    found: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'proven' },
  },
  { name: 'vienna', host: 17, peer: { version: 1 }, gateway: { version: 1 } },
  {
    name: 'dublin',
    host: 18,
    found: { symptom: 'half-open-timeout', causes: ['udp-4500-blocked'], certainty: 'possible' },
  },
  {
    name: 'lisbon',
    host: 19,
    gateway: { dpd_delay: '8s' },
    found: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely' },
  },
  {
    name: 'stranger',
    host: 200,
    unknown: true,
    found: { symptom: 'no-proposal-chosen', causes: ['no-ike-config'], certainty: 'likely' },
  },
];

const firstOf = (index: number): number => 128 + 8 * index;
const sunLan = '198.51.100.64/26';

function both({ name, host, id, peer = {}, gateway = {} }: Peer, index: number): { moon: Settings; sun: Settings } {
  const lan = `198.51.100.${firstOf(index)}/29`;
  const common: Settings = { version: 2, proposals: 'aes256-sha256-ecp256', mobike: 'no' };
  const moon: Settings = {
    ...common,
    local_addrs: `192.0.2.${host}`,
    remote_addrs: '203.0.113.1',
    local: { auth: 'psk', id: id ?? `${name}.example.org` },
    remote: { auth: 'psk', id: 'sun.example.org' },
    children: {
      [`${name}-lan`]: { local_ts: lan, remote_ts: sunLan, esp_proposals: 'aes256-sha256', start_action: 'start' },
    },
  };
  const sun: Settings = {
    ...common,
    local_addrs: '203.0.113.1',
    remote_addrs: `192.0.2.${host}`,
    local: { auth: 'psk', id: 'sun.example.org' },
    remote: { auth: 'psk', id: `${name}.example.org` },
    children: { [`${name}-lan`]: { local_ts: sunLan, remote_ts: lan, esp_proposals: 'aes256-sha256' } },
  };
  return { moon: merge(moon, peer), sun: merge(sun, gateway) };
}

function swanctl(side: 'moon' | 'sun'): Settings {
  const known = peers.filter(({ unknown }) => side === 'moon' || !unknown);
  const connections = known.map((peer, index) => [peer.name, both(peer, index)[side]] as const);
  const secrets = known.map(({ name, id, secret }) => {
    const right = { id: `${name}.example.org`, secret: `${name} horse` };
    return [`ike-${name}`, side === 'sun' ? right : { id: id ?? right.id, secret: secret ?? right.secret }] as const;
  });
  return { connections: Object.fromEntries(connections), secrets: Object.fromEntries(secrets) };
}

const chatter: readonly Chatter[] = [
  [
    'sshd',
    'Accepted publickey for admin from 192.0.2.50 port 51522 ssh2: ED25519 SHA256:0rPjYw7bq0XbYc0mVtqBMBb4vN8qOe1F6oYJ1sZkq3s',
  ],
  ['sshd', 'pam_unix(sshd:session): session opened for user admin(uid=1000) by (uid=0)'],
  ['kernel', '[ 1042.114520] device eth0 entered promiscuous mode'],
  ['systemd-logind', 'New session 42 of user admin.'],
  [
    'kernel',
    '[ 1042.731174] IN=eth0 OUT= SRC=192.0.2.200 DST=203.0.113.1 LEN=60 TTL=52 PROTO=TCP SPT=40222 DPT=23 SYN',
  ],
  ['CRON', 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)'],
  ['CRON', '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)'],
  ['CRON', 'pam_unix(cron:session): session closed for user root'],
  ['sshd', 'Invalid user oracle from 192.0.2.200 port 40714'],
  ['sshd', 'Failed password for invalid user oracle from 192.0.2.200 port 40714 ssh2'],
  ['sshd', 'Connection closed by invalid user oracle 192.0.2.200 port 40714 [preauth]'],
  [
    'named',
    'client @0x7f2c4c0a1168 198.51.100.70#53211 (www.example.org): query: www.example.org IN A + (198.51.100.65)',
  ],
  ['systemd', 'Starting apt-daily.service - Daily apt download activities...'],
  ['ntpd', 'kernel reports TIME_ERROR: 0x41: Clock Unsynchronized'],
  ['systemd', 'apt-daily.service: Deactivated successfully.'],
  ['systemd', 'Finished apt-daily.service - Daily apt download activities.'],
  ['postfix/smtpd', 'connect from unknown[192.0.2.200]'],
  ['postfix/smtpd', 'lost connection after AUTH from unknown[192.0.2.200]'],
  ['postfix/smtpd', 'disconnect from unknown[192.0.2.200] ehlo=1 auth=0/1 commands=1/2'],
  ['kernel', '[ 1049.270133] device eth0 left promiscuous mode'],
  ['dhcpd', 'DHCPREQUEST for 198.51.100.71 from 02:00:5e:10:00:01 via eth1'],
  ['dhcpd', 'DHCPACK on 198.51.100.71 to 02:00:5e:10:00:01 via eth1'],
  ['sudo', 'admin : TTY=pts/0 ; PWD=/home/admin ; USER=root ; COMMAND=/usr/sbin/swanctl --list-sas'],
  ['sudo', 'pam_unix(sudo:session): session opened for user root(uid=0) by admin(uid=1000)'],
  ['sudo', 'pam_unix(sudo:session): session closed for user root'],
  [
    'kernel',
    '[ 1063.500218] IN=eth0 OUT= SRC=192.0.2.200 DST=203.0.113.1 LEN=60 TTL=52 PROTO=TCP SPT=40831 DPT=3389 SYN',
  ],
  ['snmpd', 'Connection from UDP: [198.51.100.80]:40161->[198.51.100.65]:161'],
  ['sshd', 'Received disconnect from 192.0.2.50 port 51522:11: disconnected by user'],
  ['sshd', 'pam_unix(sshd:session): session closed for user admin'],
  ['systemd-logind', 'Session 42 logged out. Waiting for processes to exit.'],
];

export const scenario: Scenario = {
  title: 'A gateway with ten peers at once, most of them broken in different ways, in an ordinary syslog',
  cause: peers.flatMap(({ found }) => found?.causes ?? []),
  story: `sun is a gateway with a connection for each of nine peers, all of which start within the same second. berlin and vienna (IKEv1) are
healthy; bern has a wrong key, oslo other IKE algorithms, paris another identity, rome other subnets, madrid other ESP algorithms; UDP port
4500 of dublin is blocked; lisbon vanishes once its tunnel is up; and a stranger knocks for whom there is no connection. The lines of charon are
real; those of sshd, kernel, CRON and the others are invented.`,
  knows: {
    moon: 'Its log is not kept: it plays all ten peers.',
    sun: 'Who failed why: by address and identity. Only dublin is open: it was never heard of again.',
  },
  found: { sun: peers.flatMap(({ host, found }) => (found ? [{ peer: `192.0.2.${host}`, ...found }] : [])) },
  moon: { swanctl: swanctl('moon'), log: 'filelog-tagged' },
  sun: { swanctl: swanctl('sun'), charon: { retransmit_timeout: '2.0', retransmit_tries: 3 }, log: 'syslog-host' },
  network: {
    furtherOutside: peers.map(({ host }) => `192.0.2.${host}`),
    furtherInside: peers.map((_, index) => `198.51.100.${firstOf(index) + 1}`),
    drops: ['ip saddr 192.0.2.18 udp dport 4500'],
  },
  steps: [
    { do: 'chatter', on: 'sun', lines: chatter, seconds: 36 },
    { do: 'wait', seconds: 1 },
    { do: 'start', on: 'moon' },
    { do: 'until', on: 'sun', says: 'IKE_SA lisbon', within: 10 },
    { do: 'wait', seconds: 2 },
    { do: 'drop', match: 'ip saddr 192.0.2.19' },
    { do: 'swanctl', on: 'moon', args: ['--rekey', '--ike', 'berlin'] },
    { do: 'wait', seconds: 4 },
    { do: 'swanctl', on: 'sun', args: ['--rekey', '--child', 'vienna-lan'] },
    { do: 'until', on: 'sun', says: 'giving up after 3 retransmits', within: 40 },
    { do: 'until', on: 'sun', says: 'deleting half open IKE_SA', within: 40 },
    { do: 'wait', seconds: 2 },
  ],
  asleep: ['moon'],
  keeps: ['sun'],
};
