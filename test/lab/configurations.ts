// The lab: configurations that work. A scenario takes one and merges into it what it does differently.
import type { Side } from './scenario.ts';
import { merge, type Settings } from './settings.ts';
import { addresses } from './topology.ts';

const ids = { moon: 'moon.example.org', sun: 'sun.example.org' } as const;

/** As a network engineer would write it: everything explicit, one connection, one child. */
function connection(own: 'moon' | 'sun', peer: 'moon' | 'sun', auth: Settings): Settings {
  return {
    local_addrs: addresses[own].outside,
    remote_addrs: addresses[peer].outside,
    version: 2,
    proposals: 'aes256-sha256-ecp256',
    local: { ...auth, id: ids[own] },
    remote: { ...auth, id: ids[peer] },
    children: {
      lan: { local_ts: addresses[own].lan, remote_ts: addresses[peer].lan, esp_proposals: 'aes256-sha256-ecp256' },
    },
  };
}

const secret: Settings = { 'ike-1': { 'id-1': ids.moon, 'id-2': ids.sun, secret: 'correct horse' } };

export const psk = {
  moon: { connections: { office: connection('moon', 'sun', { auth: 'psk' }) }, secrets: secret },
  sun: { connections: { branch: connection('sun', 'moon', { auth: 'psk' }) }, secrets: secret },
} as const satisfies Record<'moon' | 'sun', Settings>;

export const pubkey = {
  moon: {
    swanctl: {
      connections: { office: merge(connection('moon', 'sun', { auth: 'pubkey' }), { local: { certs: 'moon.pem' } }) },
    },
    certificate: 'moon',
    trusts: ['ca'],
  },
  sun: {
    swanctl: {
      connections: { branch: merge(connection('sun', 'moon', { auth: 'pubkey' }), { local: { certs: 'sun.pem' } }) },
    },
    certificate: 'sun',
    trusts: ['ca'],
  },
} as const satisfies Record<'moon' | 'sun', Omit<Side, 'log'>>;

/** What the only connection, named `office` on moon and `branch` on sun, does differently. */
export const office = (over: Settings): Settings => ({ connections: { office: over } });
export const branch = (over: Settings): Settings => ({ connections: { branch: over } });
