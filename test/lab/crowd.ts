// The lab: many connections at once between two charons, a share of them broken in known ways. Configurations and the truth about each come out.
import type { Scenario } from './scenario.ts';
import { merge, type Settings } from './settings.ts';

/** What was put in, and whom it is about: truth.json holds one for each connection. */
export interface Truth {
  readonly cause: string;
  readonly ike_version: 1 | 2;
  readonly addr: string;
}

interface Fault {
  readonly cause: string;
  readonly version: 1 | 2;
  /** What moon does differently. */
  readonly connection?: (child: string) => Settings;
  /** moon calls itself by a name that sun does not know. */
  readonly isStranger?: true;
  readonly secret?: string;
}

const faults: readonly Fault[] = [
  { cause: 'psk-mismatch', version: 2, secret: 'wrong horse' },
  { cause: 'ike-proposal-mismatch', version: 2, connection: () => ({ proposals: 'aes128-sha256-ecp256' }) },
  {
    cause: 'esp-proposal-mismatch',
    version: 2,
    connection: (child) => ({ children: { [child]: { esp_proposals: 'aes128-sha256' } } }),
  },
  {
    cause: 'ts-mismatch',
    version: 2,
    connection: (child) => ({ children: { [child]: { remote_ts: '198.51.100.128/26' } } }),
  },
  { cause: 'no-peer-config', version: 2, isStranger: true },
  { cause: 'psk-mismatch', version: 1, secret: 'wrong horse' },
  {
    cause: 'esp-proposal-mismatch',
    version: 1,
    connection: (child) => ({ children: { [child]: { esp_proposals: 'aes128-sha256' } } }),
  },
  {
    cause: 'ts-mismatch',
    version: 1,
    connection: (child) => ({ children: { [child]: { remote_ts: '198.51.100.128/26' } } }),
  },
];

const sunAddress = '203.0.113.1';
const sunLan = '198.51.100.64/26';

/** Two in five are broken, each way in turn; of the others every sixth speaks IKEv1. */
const faultOf = (index: number): Fault => {
  if (index % 5 === 1 || index % 5 === 3) {
    return faults[(Math.floor(index / 5) * 2 + (index % 5 === 3 ? 1 : 0)) % faults.length] as Fault;
  }
  return { cause: 'none', version: index % 6 === 5 ? 1 : 2 };
};

const octets = (index: number): string => `${Math.floor((index + 1) / 250)}.${((index + 1) % 250) + 1}`;

const identity = ({ isStranger }: Fault, name: string, on: 'moon' | 'sun'): string =>
  `${on === 'moon' && isStranger ? `${name}-stranger` : name}.example.org`;

function connection(index: number, name: string, on: 'moon' | 'sun'): Settings {
  const fault = faultOf(index);
  const child = `${name}-lan`;
  const own = { auth: 'psk', id: identity(fault, name, on) };
  const gateway = { auth: 'psk', id: 'sun.example.org' };
  const ends: Settings =
    on === 'moon'
      ? { local_addrs: `10.99.${octets(index)}`, remote_addrs: sunAddress, local: own, remote: gateway }
      : { local_addrs: sunAddress, remote_addrs: `10.99.${octets(index)}`, local: gateway, remote: own };
  const lans: Settings =
    on === 'moon'
      ? { local_ts: `10.98.${octets(index)}/32`, remote_ts: sunLan, start_action: 'start' }
      : { local_ts: sunLan, remote_ts: `10.98.${octets(index)}/32` };
  const right: Settings = {
    ...ends,
    version: fault.version,
    mobike: 'no',
    proposals: 'aes256-sha256-ecp256',
    children: { [child]: { ...lans, esp_proposals: 'aes256-sha256' } },
  };
  return on === 'moon' && fault.connection ? merge(right, fault.connection(child)) : right;
}

export function createCrowd(size: number): { readonly scenario: Scenario; readonly truth: Record<string, Truth> } {
  const indices = Array.from({ length: size }, (_, index) => index);
  const names = indices.map((index) => `c${String(index).padStart(4, '0')}`);
  const named = <T>(make: (index: number, name: string) => T) =>
    Object.fromEntries(names.map((name, index) => [name, make(index, name)]));
  const secrets = (on: 'moon' | 'sun') =>
    Object.fromEntries(
      names.map((name, index) => {
        const fault = faultOf(index);
        const secret = (on === 'moon' ? fault.secret : undefined) ?? `${name} horse`;
        return [`ike-${name}`, { id: identity(fault, name, on), secret }];
      }),
    );
  const side = (on: 'moon' | 'sun') => ({
    swanctl: { connections: named((index, name) => connection(index, name, on)), secrets: secrets(on) },
    charon: { retransmit_timeout: '2.0', retransmit_tries: 3, half_open_timeout: 20 },
    log: 'journal-json' as const,
  });
  const scenario: Scenario = {
    title: `${size} connections at once`,
    cause: faults.map(({ cause }) => cause),
    story: 'All start when moon does; two in five are broken.',
    knows: { moon: 'What it is told.', sun: 'Who failed why.' },
    found: {},
    moon: side('moon'),
    sun: side('sun'),
    network: {
      behindMoon: '10.99.0.0/16',
      furtherOutside: indices.map((index) => `10.99.${octets(index)}`),
      furtherInside: indices.map((index) => `10.98.${octets(index)}`),
    },
    steps: [
      { do: 'start', on: 'moon' },
      { do: 'quiet', seconds: 6, within: 60 + size },
    ],
    asleep: ['moon'],
  };
  const truth = named((index): Truth => {
    const { cause, version } = faultOf(index);
    return { cause, ike_version: version, addr: `10.99.${octets(index)}` };
  });
  return { scenario, truth };
}
