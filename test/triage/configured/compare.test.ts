// Comparisons of what a log shows with what a file says: sure, or silent.
import { describe, expect, test } from 'vitest';
import { methodOf, strangeAlgorithms, strangeNets } from '../../../src/triage/configured/compare.ts';

describe('algorithms that the file does not have', () => {
  const GCM = 'IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519';
  const CBC = 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256';
  const rows: readonly (readonly [string, string | undefined, string, boolean, readonly string[]])[] = [
    ['the same', 'aes256-sha256-ecp256', CBC, true, []],
    ['another group', 'aes256-sha256-modp2048', CBC, true, ['ECP_256']],
    ['one of several proposals', 'aes128-sha1-modp2048, aes256-sha256-ecp256', CBC, true, []],
    ['other spellings', 'aes256gcm128-sha256-x25519', GCM, true, []],
    ['a named pseudo-random function', 'aes256gcm-prfsha384-x25519', GCM, true, ['PRF_HMAC_SHA2_256']],
    ['the defaults among them', 'aes128-sha256-modp2048, default', CBC, true, []],
    ['a keyword not known here', 'aes256-sha256-ntru128', CBC, true, []],
    ['nothing configured', undefined, CBC, true, []],
    ['not strict, so that defaults are added', 'aes128-sha256-modp2048', CBC, false, []],
    ['strict by its mark', 'aes128-sha256-modp2048!', CBC, false, ['AES_CBC_256', 'ECP_256']],
    ['ESN of ESP, not named', 'aes256-sha256', 'ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ', true, []],
    [
      'ESN of ESP, named otherwise',
      'aes256-sha256-esn',
      'ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ',
      true,
      ['NO_EXT_SEQ'],
    ],
    ['an additional key exchange', 'aes256-sha256-ecp256-ke1_mlkem768', `${CBC}/KE1_ML_KEM_768`, true, []],
    ['one too many', 'aes256-sha256-ecp256', `${CBC}/KE1_ML_KEM_768`, true, ['KE1_ML_KEM_768']],
  ];
  test.each(rows)('%s', (_, configured, printed, isStrict, expected) => {
    expect(strangeAlgorithms(configured, printed, isStrict)).toEqual(expected);
  });
});

describe('networks that the file does not have', () => {
  const rows: readonly (readonly [string, string | undefined, string, readonly string[]])[] = [
    ['the same', '10.1.0.0/16', '10.1.0.0/16', []],
    ['narrowed', '10.0.0.0/8', '10.1.0.0/16', []],
    ['wider', '10.1.0.0/16', '10.0.0.0/8', ['10.0.0.0/8']],
    ['disjoint', '10.1.0.0/16', '10.2.0.0/16 10.1.2.0/24', ['10.2.0.0/16']],
    ['one of several', '10.1.0.0/16, 10.2.0.0/16', '10.2.3.0/24', []],
    ['protocol and port aside', '10.1.0.0/16[tcp/80]', '10.1.0.0/16[udp/53]', []],
    ['dynamic', 'dynamic', '10.2.0.0/16', []],
    ['dynamic among others', '10.1.0.0/16, dynamic', '10.2.0.0/16', []],
    ['%dynamic of ipsec.conf', '%dynamic', '10.2.0.0/16', []],
    ['a range', '10.1.0.1-10.1.0.9', '10.2.0.0/16', []],
    ['a range in use', '10.1.0.0/16', '10.2.0.1..10.2.0.9', []],
    ['everything', '0.0.0.0/0, ::/0', '10.2.0.0/16 fec1::/64', []],
    ['the other family', '0.0.0.0/0', 'fec1::/64', ['fec1::/64']],
    ['nothing configured', undefined, '10.2.0.0/16', []],
  ];
  test.each(rows)('%s', (_, configured, used, expected) => {
    expect(strangeNets(configured, used)).toEqual(expected);
  });
});

test.each([
  ['psk', 'psk'],
  ['secret', 'psk'],
  ['pubkey', 'pubkey'],
  ['rsa-2048-sha256', 'pubkey'],
  ['eap-mschapv2', 'eap'],
  ['any', null],
  ['xauth', null],
  [undefined, null],
])('the method %s is %s', (configured, expected) => {
  expect(methodOf(configured)).toBe(expected);
});
