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

/** charon's timers, so short that a scenario takes seconds. */
export const quick: Settings = {
  retransmit_timeout: '0.5',
  retransmit_base: '1.5',
  retransmit_tries: 2,
  half_open_timeout: 5,
};

/** What a scenario lays over a side that works; `secrets` and `pools` over those of swanctl.conf. */
export type Rest = Partial<Omit<Side, 'swanctl'>> & { readonly secrets?: Settings; readonly pools?: Settings };

const side =
  (base: Omit<Side, 'log'>, connection: string, common: Settings = {}) =>
  (over: Settings = {}, { secrets, pools, ...rest }: Rest = {}): Side => ({
    ...base,
    charon: quick,
    log: 'filelog-tagged',
    swanctl: merge(merge(base.swanctl, { connections: { [connection]: common } }), {
      connections: { [connection]: over },
      ...(secrets ? { secrets } : {}),
      ...(pools ? { pools } : {}),
    }),
    ...rest,
  });

const moonSide = (base: Omit<Side, 'log'>, common?: Settings) => side(base, 'office', common);
const sunSide = (base: Omit<Side, 'log'>, common?: Settings) => side(base, 'branch', common);

const password: Settings = { secrets: { 'eap-carol': { id: 'carol', secret: 'staple' } } };
const roadWarrior: Omit<Side, 'log'> = { trusts: ['ca'], swanctl: merge(pubkey.moon.swanctl, password) };
const gateway = { ...pubkey.sun, swanctl: merge(pubkey.sun.swanctl, password) };

const xauthUser: Settings = { secrets: { 'xauth-carol': { id: 'carol', secret: 'staple' } } };

/** Sides that work, each a function of what its connection does differently and of the rest. Timers are short. */
export const moon = {
  psk: moonSide({ swanctl: psk.moon }),
  pubkey: moonSide(pubkey.moon),
  v1: moonSide({ swanctl: psk.moon }, { version: 1 }),
  v1Pubkey: moonSide(pubkey.moon, { version: 1 }),
  /** User carol with EAP-MSCHAPv2, the gateway with its certificate. */
  eap: moonSide(roadWarrior, { local: { auth: 'eap', certs: '', eap_id: 'carol' } }),
  /** Main Mode with the pre-shared key, then user carol. */
  xauth: moonSide(
    { swanctl: merge(psk.moon, xauthUser) },
    { version: 1, 'local-2': { auth: 'xauth', xauth_id: 'carol' } },
  ),
};
export const sun = {
  psk: sunSide({ swanctl: psk.sun }),
  pubkey: sunSide(pubkey.sun),
  v1: sunSide({ swanctl: psk.sun }, { version: 1 }),
  v1Pubkey: sunSide(pubkey.sun, { version: 1 }),
  eap: sunSide(gateway, { remote_addrs: '%any', remote: { auth: 'eap-mschapv2', id: '%any', eap_id: '%any' } }),
  xauth: sunSide({ swanctl: merge(psk.sun, xauthUser) }, { version: 1, 'remote-2': { auth: 'xauth' } }),
};
