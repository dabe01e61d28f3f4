// Scene of the tests of hostile text: a gateway with one tunnel that comes up, one that fails for a known cause, and strangers in between, each of whom has
// put words of his into another message of charon's. The messages are those that charon prints; only the strangers' words are his.
import type { WrappedMessage } from '../tools/dialects.mjs';

const OWN = '192.0.2.2';
const START = Date.UTC(2026, 10, 23, 9);

/** Where a stranger's text stands: `%` in one or more messages of an attempt, as [group, text]. */
export const PLACES: { readonly [place: string]: readonly (readonly [string, string])[] } = {
  'an identity without a configuration': [
    ['CFG', 'looking for peer configs matching 192.0.2.2[sun.example.org]...PEER[%]'],
    ['CFG', 'no matching peer config found'],
  ],
  'an identity with another secret': [
    ['CFG', 'looking for peer configs matching 192.0.2.2[%any]...PEER[%]'],
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "tried 2 shared keys for 'sun.example.org' - '%', but MAC mismatched"],
  ],
  'an identity without a secret': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "no shared key found for 'sun.example.org' - '%'"],
  ],
  'an identity that is refused': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "authentication of '%' with pre-shared key successful"],
    ['CFG', "constraint check failed: identity 'moon.example.org' (ID_FQDN) required, not matched by '%' (ID_FQDN)"],
    ['CFG', "selected peer config 'roadwarrior' unacceptable: constraint checking failed"],
    ['CFG', 'no alternative config found'],
  ],
  'an identity that is asked for': [['IKE', "IDir '%' does not match to 'sun.example.org'"]],
  'an EAP identity': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "received EAP identity '%'"],
    ['IKE', "no EAP key found for hosts 'sun.example.org' - '%'"],
    ['IKE', 'EAP-MS-CHAPv2 verification failed, retry (1)'],
    ['IKE', 'EAP method EAP_MSCHAPV2 failed for peer %'],
  ],
  'a name for XAuth': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "XAuth authentication of '%' failed"],
  ],
  'a message to the user': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "EAP-MS-CHAPv2 failed with error ERROR_AUTHENTICATION_FAILURE: '%'"],
  ],
  'the subject of a certificate': [
    ['IKE', 'received end entity cert "C=CH, CN=%"'],
    ['CFG', "selected peer config 'roadwarrior'"],
    ['CFG', 'using certificate "C=CH, CN=%"'],
    ['CFG', 'no issuer certificate found for "C=CH, CN=%"'],
    ['CFG', 'issuer is "C=CH, CN=%"'],
    ['IKE', "no trusted RSA public key found for 'C=CH, CN=%'"],
  ],
  'the place of a CRL': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['CFG', "fetching crl from 'http://%' ..."],
    ['CFG', 'crl fetching failed'],
    ['IKE', "no trusted RSA public key found for 'moon.example.org'"],
  ],
  'the name of a duplicate': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "authentication of '%' with pre-shared key successful"],
    ['IKE', "destroying duplicate IKE_SA for peer '%', received INITIAL_CONTACT"],
  ],
  'the name of a lease': [
    ['CFG', "selected peer config 'roadwarrior'"],
    ['IKE', "authentication of '%' with pre-shared key successful"],
    ['CFG', "pool 'rw' is full, unable to assign address"],
    ['IKE', "no virtual IP found for %any requested by '%'"],
  ],
};

export interface Scene {
  readonly messages: readonly WrappedMessage[];
  /** Which unique id the stranger in each place has, and his address. */
  readonly strangers: readonly { readonly place: string; readonly uniqueId: number; readonly address: string }[];
}

interface Speaking {
  readonly uniqueId: number;
  readonly name: string | null;
}

/** The scene with the strangers' words, by the number of the place. */
export function sceneWith(wordOf: (place: number) => string): Scene {
  const messages: WrappedMessage[] = [];
  let at = START;
  const say = ({ uniqueId, name }: Speaking, thread: number, lines: readonly (readonly [string, string])[]) => {
    for (const [group, text] of lines) {
      at += 7;
      messages.push({ at, thread, group, level: 1, uniqueId, name, text });
    }
  };
  const strangers = Object.keys(PLACES).map((place, i) => ({
    place,
    uniqueId: 10 + i,
    address: `203.0.113.${10 + i}`,
  }));

  say({ uniqueId: 1, name: null }, 5, firstExchange('192.0.2.1'));
  say({ uniqueId: 2, name: null }, 6, firstExchange('198.51.100.7'));
  for (const [number, { place, uniqueId, address }] of strangers.entries()) {
    say({ uniqueId, name: null }, 7, firstExchange(address));
    say({ uniqueId, name: null }, 8, authRequest(address));
    let name: string | null = null;
    for (const [group, text] of PLACES[place]!) {
      if (text.startsWith('selected')) name = 'roadwarrior';
      say({ uniqueId, name }, 8, [
        [group, text.replace('PEER', address).replaceAll(/%(?!any)/g, () => wordOf(number))],
      ]);
    }
    say({ uniqueId, name }, 8, refusal(address));
  }
  say({ uniqueId: 1, name: null }, 9, authRequest('192.0.2.1'));
  say({ uniqueId: 1, name: 'branch' }, 9, SUCCESS);
  say({ uniqueId: 2, name: null }, 10, authRequest('198.51.100.7'));
  say({ uniqueId: 2, name: 'office' }, 10, [
    ['CFG', "selected peer config 'office'"],
    ['IKE', "tried 1 shared key for 'sun.example.org' - 'venus.example.org', but MAC mismatched"],
    ...refusal('198.51.100.7'),
  ]);
  return { messages, strangers };
}

const firstExchange = (peer: string) =>
  [
    ['NET', `received packet: from ${peer}[500] to ${OWN}[500] (464 bytes)`],
    ['ENC', 'parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) ]'],
    ['IKE', `${peer} is initiating an IKE_SA`],
    ['CFG', 'selected proposal: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256'],
    ['ENC', 'generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) ]'],
    ['NET', `sending packet: from ${OWN}[500] to ${peer}[500] (280 bytes)`],
  ] as const;

const authRequest = (peer: string) =>
  [
    ['NET', `received packet: from ${peer}[4500] to ${OWN}[4500] (368 bytes)`],
    ['ENC', 'parsed IKE_AUTH request 1 [ IDi IDr AUTH SA TSi TSr ]'],
  ] as const;

const refusal = (peer: string) =>
  [
    ['ENC', 'generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]'],
    ['NET', `sending packet: from ${OWN}[4500] to ${peer}[4500] (80 bytes)`],
  ] as const;

const SUCCESS = [
  ['CFG', 'looking for peer configs matching 192.0.2.2[sun.example.org]...192.0.2.1[moon.example.org]'],
  ['CFG', "selected peer config 'branch'"],
  ['IKE', "authentication of 'moon.example.org' with pre-shared key successful"],
  ['IKE', "authentication of 'sun.example.org' (myself) with pre-shared key"],
  ['IKE', 'IKE_SA branch[1] established between 192.0.2.2[sun.example.org]...192.0.2.1[moon.example.org]'],
  ['CFG', 'selected proposal: ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ'],
  ['IKE', 'CHILD_SA lan{1} established with SPIs a23cf0e7_i ac2415ca_o and TS 198.51.100.64/26 === 198.51.100.0/26'],
  ['ENC', 'generating IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]'],
  ['NET', 'sending packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (240 bytes)'],
] as const;
