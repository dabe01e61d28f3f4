import { describe, expect, test } from 'vitest';
import { algorithmOf, keywordOf, proposalKeywords } from '../../src/triage/keywords.ts';
import { parseProposal } from '../../src/triage/proposals.ts';

// Keywords from libstrongswan/crypto/proposal/proposal_keywords_static.txt.
const KEYWORDS = [
  ['AES_CBC_128', 'aes128'],
  ['AES_CBC_192', 'aes192'],
  ['AES_CBC_256', 'aes256'],
  ['AES_CTR_256', 'aes256ctr'],
  ['AES_GCM_8_128', 'aes128gcm8'],
  ['AES_GCM_12_192', 'aes192gcm12'],
  ['AES_GCM_16_256', 'aes256gcm16'],
  ['AES_CCM_16_128', 'aes128ccm16'],
  ['CAMELLIA_CBC_192', 'camellia192'],
  ['CAMELLIA_CTR_128', 'camellia128ctr'],
  ['CAMELLIA_CCM_8_256', 'camellia256ccm8'],
  ['CHACHA20_POLY1305', 'chacha20poly1305'],
  ['3DES_CBC', '3des'],
  ['DES_CBC', 'des'],
  ['NULL', 'null'],
  ['HMAC_MD5_96', 'md5'],
  ['HMAC_SHA1_96', 'sha1'],
  ['HMAC_SHA2_256_128', 'sha256'],
  ['HMAC_SHA2_256_96', 'sha256_96'],
  ['HMAC_SHA2_384_192', 'sha384'],
  ['HMAC_SHA2_512_256', 'sha512'],
  ['AES_XCBC_96', 'aesxcbc'],
  ['AES_CMAC_96', 'aescmac'],
  ['PRF_HMAC_MD5', 'prfmd5'],
  ['PRF_HMAC_SHA1', 'prfsha1'],
  ['PRF_HMAC_SHA2_256', 'prfsha256'],
  ['PRF_HMAC_SHA2_384', 'prfsha384'],
  ['PRF_HMAC_SHA2_512', 'prfsha512'],
  ['PRF_AES128_XCBC', 'prfaesxcbc'],
  ['PRF_AES128_CMAC', 'prfaescmac'],
  ['MODP_1024', 'modp1024'],
  ['MODP_8192', 'modp8192'],
  ['MODP_1024_160', 'modp1024s160'],
  ['MODP_2048_224', 'modp2048s224'],
  ['MODP_2048_256', 'modp2048s256'],
  ['ECP_256', 'ecp256'],
  ['ECP_521', 'ecp521'],
  ['ECP_384_BP', 'ecp384bp'],
  ['CURVE_25519', 'curve25519'],
  ['CURVE_448', 'curve448'],
  ['ML_KEM_768', 'mlkem768'],
  ['KE1_ML_KEM_512', 'ke1_mlkem512'],
  ['KE7_ECP_256', 'ke7_ecp256'],
  ['EXT_SEQ', 'esn'],
  ['NO_EXT_SEQ', 'noesn'],
] as const;

describe('keywordOf', () => {
  test.each(KEYWORDS)('%s is %s', (algorithm, keyword) => {
    expect(keywordOf(algorithm)).toBe(keyword);
  });

  test.each(['UNKNOWN_3_4711', 'AES_CBC_1024', 'KE1_UNKNOWN', 'KE8_ECP_256', '', 'toString', '; reboot'])(
    '%s has none',
    (algorithm) => {
      expect(keywordOf(algorithm)).toBeNull();
    },
  );
});

describe('proposalKeywords', () => {
  test.each([
    [
      'the PRF follows from the integrity algorithm',
      'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256',
      'aes256-sha256-ecp256',
    ],
    [
      'another PRF is written',
      'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_384/ECP_256',
      'aes256-sha256-prfsha384-ecp256',
    ],
    [
      'AEAD has no integrity algorithm, so the PRF is written',
      'IKE:AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384',
      'aes256gcm16-prfsha384-ecp384',
    ],
    ['short sequence numbers are the default', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', 'aes128gcm16'],
    ['long ones are written', 'ESP:AES_CBC_128/HMAC_SHA1_96/MODP_2048/EXT_SEQ', 'aes128-sha1-modp2048-esn'],
    ['both are written', 'ESP:AES_CBC_128/HMAC_SHA1_96/EXT_SEQ/NO_EXT_SEQ', 'aes128-sha1-esn-noesn'],
    [
      'additional key exchanges',
      'IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256/KE1_ML_KEM_768',
      'aes128-sha256-ecp256-ke1_mlkem768',
    ],
    ['alternatives', 'IKE:AES_CBC_128/AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048', 'aes128-aes256-sha1-modp2048'],
    ['one algorithm without a keyword spoils it', 'IKE:AES_CBC_128/HMAC_SHA1_96/UNKNOWN_3_4711', null],
    ['nothing to write', 'ESP:NO_EXT_SEQ', null],
  ])('%s', (_, proposal, keywords) => {
    expect(proposalKeywords(parseProposal(proposal)!)).toBe(keywords);
  });
});

describe('algorithmOf', () => {
  test.each(KEYWORDS)('%s is what %s stands for', (algorithm, keyword) => {
    expect(algorithmOf(keyword)).toBe(algorithm);
  });

  test.each([
    ['aes', 'AES_CBC_128'],
    ['aes128gcm', 'AES_GCM_16_128'],
    ['aes256ccm96', 'AES_CCM_12_256'],
    ['sha', 'HMAC_SHA1_96'],
    ['sha2_512', 'HMAC_SHA2_512_256'],
    ['x25519', 'CURVE_25519'],
    ['ke2_x448', 'KE2_CURVE_448'],
    ['default', null],
    ['ntru128', null],
    ['aes512', null],
    ['', null],
  ])('%s is %s', (keyword, algorithm) => {
    expect(algorithmOf(keyword)).toBe(algorithm);
  });
});
