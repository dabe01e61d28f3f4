import { describe, expect, test } from 'vitest';
import {
  closestPair,
  compareProposals,
  describeMismatch,
  parseProposal,
  parseProposals,
} from '../../src/triage/proposals.ts';

const transformsOf = (text: string) => Object.fromEntries(parseProposal(text)?.transforms ?? []);

describe('parseProposal', () => {
  test.each([
    [
      'IKE',
      'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256',
      { ENCR: ['AES_CBC_256'], INTEG: ['HMAC_SHA2_256_128'], PRF: ['PRF_HMAC_SHA2_256'], KE: ['ECP_256'] },
    ],
    [
      'alternatives',
      'IKE:AES_CBC_128/AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048/CURVE_25519',
      {
        ENCR: ['AES_CBC_128', 'AES_CBC_256'],
        INTEG: ['HMAC_SHA1_96'],
        PRF: ['PRF_HMAC_SHA1'],
        KE: ['MODP_2048', 'CURVE_25519'],
      },
    ],
    [
      'ESP with PFS',
      'ESP:AES_GCM_16_128/ECP_256/NO_EXT_SEQ',
      { ENCR: ['AES_GCM_16_128'], KE: ['ECP_256'], ESN: ['NO_EXT_SEQ'] },
    ],
    [
      'both sequence numbers',
      'ESP:AES_CBC_128/HMAC_SHA1_96/NO_EXT_SEQ/EXT_SEQ',
      { ENCR: ['AES_CBC_128'], INTEG: ['HMAC_SHA1_96'], ESN: ['NO_EXT_SEQ', 'EXT_SEQ'] },
    ],
    [
      'additional key exchanges',
      'IKE:AES_CBC_128/PRF_HMAC_SHA2_256/ECP_256/KE1_ML_KEM_768/KE2_ECP_384',
      {
        ENCR: ['AES_CBC_128'],
        PRF: ['PRF_HMAC_SHA2_256'],
        KE: ['ECP_256'],
        KE1: ['KE1_ML_KEM_768'],
        KE2: ['KE2_ECP_384'],
      },
    ],
    ['ML-KEM as the first key exchange', 'IKE:AES_CBC_128/ML_KEM_768', { ENCR: ['AES_CBC_128'], KE: ['ML_KEM_768'] }],
    [
      'AES as cipher, integrity and PRF',
      'IKE:AES_CTR_128/AES_XCBC_96/AES_CMAC_96/PRF_AES128_XCBC',
      { ENCR: ['AES_CTR_128'], INTEG: ['AES_XCBC_96', 'AES_CMAC_96'], PRF: ['PRF_AES128_XCBC'] },
    ],
    [
      'CAMELLIA as cipher and integrity',
      'ESP:CAMELLIA_CBC_256/CAMELLIA_XCBC_96',
      { ENCR: ['CAMELLIA_CBC_256'], INTEG: ['CAMELLIA_XCBC_96'] },
    ],
    ['CHACHA20', 'ESP:CHACHA20_POLY1305/NO_EXT_SEQ', { ENCR: ['CHACHA20_POLY1305'], ESN: ['NO_EXT_SEQ'] }],
    ['3DES and NULL', 'ESP:3DES_CBC/NULL/HMAC_MD5_96', { ENCR: ['3DES_CBC', 'NULL'], INTEG: ['HMAC_MD5_96'] }],
    [
      'GMAC without encryption',
      'ESP:NULL_AES_GMAC_256/NO_EXT_SEQ',
      { ENCR: ['NULL_AES_GMAC_256'], ESN: ['NO_EXT_SEQ'] },
    ],
    [
      'an algorithm without a name',
      'IKE:AES_CBC_128/UNKNOWN_3_4711',
      { ENCR: ['AES_CBC_128'], UNKNOWN: ['UNKNOWN_3_4711'] },
    ],
    ['a Brainpool curve', 'IKE:AES_CBC_128/ECP_256_BP', { ENCR: ['AES_CBC_128'], KE: ['ECP_256_BP'] }],
    ['AH', 'AH:HMAC_SHA2_256_128/NO_EXT_SEQ', { INTEG: ['HMAC_SHA2_256_128'], ESN: ['NO_EXT_SEQ'] }],
  ])('%s', (_, text, transforms) => {
    expect(transformsOf(text)).toEqual(transforms);
  });

  test.each([
    ['no colon', 'AES_CBC_128'],
    ['nothing', ''],
    ['no protocol', ':AES_CBC_128'],
  ])('%s is no proposal', (_, text) => {
    expect(parseProposal(text)).toBeNull();
  });

  test('a list is separated by commas', () => {
    const list = parseProposals('IKE:AES_CBC_128/ECP_256, IKE:AES_GCM_16_256/ECP_384, rubbish');
    expect(list.map(({ protocol, text }) => [protocol, text])).toEqual([
      ['IKE', 'IKE:AES_CBC_128/ECP_256'],
      ['IKE', 'IKE:AES_GCM_16_256/ECP_384'],
    ]);
  });
});

describe('compareProposals', () => {
  const IKE = 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256';
  test.each([
    ['the same', IKE, IKE, []],
    [
      'one alternative in common of each type',
      'IKE:AES_CBC_128/AES_CBC_256/HMAC_SHA1_96/HMAC_SHA2_256_128/PRF_HMAC_SHA1/PRF_HMAC_SHA2_256/MODP_1024/ECP_256',
      IKE,
      [],
    ],
    ['key length', 'IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256', IKE, ['ENCR']],
    ['group', 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_1024', IKE, ['KE']],
    ['hash', 'IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/ECP_256', IKE, ['INTEG', 'PRF']],
    ['PRF alone', 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_384/ECP_256', IKE, ['PRF']],
    ['truncation of SHA-256', 'IKE:AES_CBC_256/HMAC_SHA2_256_96/PRF_HMAC_SHA2_256/ECP_256', IKE, ['INTEG']],
    [
      'IKEv1: a hash that charon has no name for is not printed',
      'IKE:AES_CBC_256/MODP_1024',
      'IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024',
      ['INTEG', 'PRF'],
    ],
    [
      'AEAD, other key length: no integrity algorithm is missing',
      'IKE:AES_GCM_16_128/PRF_HMAC_SHA2_256/ECP_256',
      'IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/ECP_256',
      ['ENCR'],
    ],
    ['AEAD, other length of the ICV', 'ESP:AES_GCM_8_128/NO_EXT_SEQ', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', ['ENCR']],
    [
      'AEAD here, a classic cipher there: the integrity algorithm is not what is wrong',
      'ESP:AES_CBC_256/HMAC_SHA2_512_256/NO_EXT_SEQ',
      'ESP:AES_GCM_16_128/NO_EXT_SEQ',
      ['ENCR'],
    ],
    ['AEAD there, a classic cipher here', 'IKE:AES_GCM_16_256/PRF_HMAC_SHA2_256/ECP_256', IKE, ['ENCR']],
    ['CHACHA20 against GCM', 'ESP:CHACHA20_POLY1305/NO_EXT_SEQ', 'ESP:AES_GCM_16_256/NO_EXT_SEQ', ['ENCR']],
    ['sequence numbers', 'ESP:AES_GCM_16_128/EXT_SEQ', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', ['ESN']],
    ['both sequence numbers offered', 'ESP:AES_GCM_16_128/EXT_SEQ/NO_EXT_SEQ', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', []],
    ['no word of sequence numbers means short ones', 'ESP:AES_GCM_16_128', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', []],
    ['no word of sequence numbers is not long ones', 'ESP:AES_GCM_16_128', 'ESP:AES_GCM_16_128/EXT_SEQ', ['ESN']],
    ['PFS there only', 'ESP:AES_GCM_16_128/ECP_256/NO_EXT_SEQ', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', ['KE']],
    ['PFS here only', 'ESP:AES_GCM_16_128/NO_EXT_SEQ', 'ESP:AES_GCM_16_128/MODP_3072/NO_EXT_SEQ', ['KE']],
    ['another additional key exchange', `${IKE}/KE1_ML_KEM_768`, `${IKE}/KE1_ML_KEM_512`, ['KE1']],
    ['an additional key exchange there only', `${IKE}/KE1_ML_KEM_768`, IKE, ['KE1']],
    [
      'the second additional key exchange',
      `${IKE}/KE1_ML_KEM_768/KE2_ECP_384`,
      `${IKE}/KE1_ML_KEM_768/KE2_ECP_521`,
      ['KE2'],
    ],
    ['an algorithm without a name, offered by both', `${IKE}/UNKNOWN_3_4711`, `${IKE}/UNKNOWN_3_4711`, []],
    ['AH: integrity', 'AH:HMAC_SHA1_96/NO_EXT_SEQ', 'AH:HMAC_SHA2_256_128/NO_EXT_SEQ', ['INTEG']],
    [
      'nothing in common',
      'IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256',
      'IKE:AES_CBC_256/HMAC_SHA2_512_256/PRF_HMAC_SHA2_512/MODP_4096',
      ['ENCR', 'INTEG', 'PRF', 'KE'],
    ],
  ])('%s', (_, received, configured, mismatch) => {
    expect(compareProposals(parseProposal(received)!, parseProposal(configured)!).mismatch).toEqual(mismatch);
  });

  test.each([
    ['key length', 'ENCR'],
    ['group', 'KE'],
  ])('says the same of two ends that are exchanged: %s', (_, type) => {
    const [a, b] = [
      parseProposal('ESP:AES_CBC_128/HMAC_SHA1_96/MODP_1024')!,
      parseProposal('ESP:AES_CBC_256/HMAC_SHA1_96/ECP_256')!,
    ];
    expect(compareProposals(a, b).mismatch).toContain(type);
    expect(compareProposals(b, a).mismatch).toEqual(compareProposals(a, b).mismatch);
  });
});

describe('closestPair', () => {
  const closest = (received: string, configured: string) => {
    const pair = closestPair(parseProposals(received), parseProposals(configured));
    return pair === null ? null : [pair.received.text, pair.configured.text, pair.mismatch];
  };

  test('is the one with the fewest differences, over all pairs', () => {
    expect(
      closest(
        'IKE:AES_CBC_128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024, IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048',
        'IKE:3DES_CBC/HMAC_MD5_96/PRF_HMAC_MD5/ECP_256, IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/ECP_256',
      ),
    ).toEqual([
      'IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048',
      'IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/ECP_256',
      ['KE'],
    ]);
  });

  test('is the first configured of several as close', () => {
    expect(
      closest('ESP:AES_CBC_128/HMAC_SHA1_96', 'ESP:AES_CBC_192/HMAC_SHA1_96, ESP:AES_CBC_256/HMAC_SHA1_96')?.[1],
    ).toBe('ESP:AES_CBC_192/HMAC_SHA1_96');
  });

  test.each([
    ['ESP and AH', 'ESP:AES_CBC_128/HMAC_SHA1_96', 'AH:HMAC_SHA1_96'],
    ['no list there', '', 'ESP:AES_CBC_128'],
    ['no list here', 'ESP:AES_CBC_128', ''],
  ])('%s: there is none', (_, received, configured) => {
    expect(closest(received, configured)).toBeNull();
  });
});

test('what differs is said with both values', () => {
  const words = (received: string, configured: string) =>
    describeMismatch(compareProposals(parseProposal(received)!, parseProposal(configured)!)).join('; ');
  expect(words('ESP:AES_GCM_16_128/MODP_1024/MODP_2048', 'ESP:AES_GCM_16_128')).toMatch(/MODP_1024 or MODP_2048.*none/);
  expect(words('IKE:AES_CBC_128/KE1_ML_KEM_768', 'IKE:AES_CBC_128/KE1_ML_KEM_512')).toMatch(
    /key exchange 1.*KE1_ML_KEM_768.*KE1_ML_KEM_512/,
  );
});
