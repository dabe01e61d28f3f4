/**
 * Texts of formats whose arguments charon's code restricts further than their types say: the caller passes one constant of an enum, the fixed texts depend on each other,
 * or a text argument is a sentence. Read from strongSwan's source. For charon-formats.mjs.
 */
export const KNOWN_TEXTS = new Map([
  // libcharon/encoding/message.c: the argument is the summary of a message
  ['generating %s', ['generating IKE_SA_INIT request 0 [ SA KE No ]', 'generating INFORMATIONAL response 2 [ ]']],
  ['parsed %s', ['parsed IKE_SA_INIT response 0 [ SA KE No ]', 'parsed QUICK_MODE request 4711 [ HASH SA No ID ID ]']],
  // libcharon/plugins/eap_peap, eap_ttls: the first is the tunnel method, the second an EAP type
  [
    "%N phase2 authentication of '%Y' with %N successful",
    [
      "EAP_TTLS phase2 authentication of 'dave' with EAP_MD5 successful",
      "EAP_PEAP phase2 authentication of 'dave' with EAP_MSCHAPV2 successful",
    ],
  ],
  ['received %N, sending %N', ['received EAP_NAK, sending EAP_FAILURE']],
  ['received %N, EAP authentication failed', ['received EAP_FAILURE, EAP authentication failed']],
  [
    '%s EAP vendor type %d-%N method failed',
    ['initiating EAP vendor type 1-ITA method failed', 'loading EAP vendor type 1-ITA method failed'],
  ],
  [
    '%s EAP vendor type %d-%d method failed',
    ['initiating EAP vendor type 1-9048 method failed', 'loading EAP vendor type 1-9048 method failed'],
  ],
  ['%s %N method failed', ['initiating EAP_MD5 method failed', 'loading EAP_MD5 method failed']],
  [
    '%N authentication %s',
    ['digital signature authentication unsupported', 'RSA signature authentication payload invalid'],
  ],
  // libcharon/sa/ikev1/keymat_v1.c, ikev2/keymat_v2.c: a transform type and its algorithm
  ['%N %N (key size %d) not supported!', ['ENCRYPTION_ALGORITHM AES_CBC (key size 128) not supported!']],
  [
    '%N %N not supported!',
    [
      'PSEUDO_RANDOM_FUNCTION PRF_HMAC_MD5 not supported!',
      'INTEGRITY_ALGORITHM HMAC_MD5_96 not supported!',
      'HASH_ALGORITHM HASH_MD5 not supported!',
    ],
  ],
  ['%N with %N not supported', ['KDF_PRF with PRF_HMAC_MD5 not supported']],
  ['%N with PRF of old SA %N not supported', ['KDF_PRF with PRF of old SA PRF_HMAC_MD5 not supported']],
  ['%N notify missing', ['ADDITIONAL_KEY_EXCHANGE notify missing']],
  ["data in %N notify doesn't match", ["data in ADDITIONAL_KEY_EXCHANGE notify doesn't match"]],
  ["peer didn't like our %N notify data", ["peer didn't like our ADDITIONAL_KEY_EXCHANGE notify data"]],
  [
    'detected %N collision with %N',
    ['detected IKE_REKEY collision with IKE_DELETE', 'detected CHILD_REKEY collision with CHILD_DELETE'],
  ],
  // Fixed texts that depend on each other
  [
    'unable to install %s%s%sIPsec SA (SAD) in kernel',
    ['inbound ', 'outbound ', 'inbound and outbound '].map((way) => `unable to install ${way}IPsec SA (SAD) in kernel`),
  ],
  [
    '  %s from %T is %s - existing %s from %T %s',
    [
      'newer - existing crl from Jan 01 00:00:00 2025 replaced',
      'not newer - existing crl from Jan 01 00:00:00 2025 retained',
    ].map((end) => `  crl from Jan 01 00:00:00 2026 is ${end}`),
  ],
  [
    '  crl #%#B is %s - existing crl #%#B %s',
    [
      '  crl #0a:1b is newer - existing crl #0a:1a replaced',
      '  crl #0a:1b is not newer - existing crl #0a:1c retained',
    ],
  ],
  [
    '%s %N[%s]: no test vectors found',
    ['disabled AES_CBC[aes]: no test vectors found', 'enabled  AES_CBC[aes]: no test vectors found'],
  ],
  [
    '%s[%u] has certificates not valid, %s IKE_SA',
    ['gw[3] has certificates not valid, deleting IKE_SA', 'gw[3] has certificates not valid, reauthenticating IKE_SA'],
  ],
  [
    "%s RADIUS connection for user '%.*s' NAS '%.*s'",
    ['created', 'found', 'removed', 'could not find'].map(
      (what) => `${what} RADIUS connection for user 'carol' NAS 'switch'`,
    ),
  ],
  [
    "%s RADIUS connection for user '%.*s'",
    ['created', 'found', 'removed', 'could not find'].map((what) => `${what} RADIUS connection for user 'carol'`),
  ],
  [
    'Padlock features supported:%s%s%s%s%s, enabled:%s%s%s%s%s',
    ['Padlock features supported: RNG ACE, enabled: RNG ACE'],
  ],
  ['unloaded private key with id %s', ['unloaded private key with id 0a1b2c3d4e5f']],
  // libcharon/plugins/vici/vici_control.c
  ...['terminate', 'rekey'].map((verb) => [
    `vici ${verb}%s%s%s%s%s`,
    ["CHILD_SA 'net'", "CHILD_SA '#3'", "IKE_SA 'gw'", "IKE_SA '#3'"].map(
      (what) => `vici ${verb} ${what.replace(/'(#\d)'/, '$1')}`,
    ),
  ]),
]);
