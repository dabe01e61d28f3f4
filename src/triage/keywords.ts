/**
 * Room 6: charon's algorithm names as the keywords that configuration files take (libstrongswan/crypto/proposal/proposal_keywords_static.txt),
 * so that a fix can carry a line to paste.
 */
import type { Proposal } from './proposals.ts';

/** Names that follow no rule. */
const SPECIAL = new Map([
  ['3DES_CBC', '3des'],
  ['DES_CBC', 'des'],
  ['NULL', 'null'],
  ['CHACHA20_POLY1305', 'chacha20poly1305'],
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
  ['CURVE_25519', 'curve25519'],
  ['CURVE_448', 'curve448'],
  ['MODP_1024_160', 'modp1024s160'],
  ['MODP_2048_224', 'modp2048s224'],
  ['MODP_2048_256', 'modp2048s256'],
  ['NO_EXT_SEQ', 'noesn'],
  ['EXT_SEQ', 'esn'],
]);

/** Names that follow one. */
const RULES: readonly (readonly [RegExp, (m: RegExpExecArray) => string])[] = [
  [/^(AES|CAMELLIA)_CBC_(128|192|256)$/, (m) => `${m[1]!.toLowerCase()}${m[2]}`],
  [/^(AES|CAMELLIA)_CTR_(128|192|256)$/, (m) => `${m[1]!.toLowerCase()}${m[2]}ctr`],
  [
    /^(AES|CAMELLIA)_(GCM|CCM)_(8|12|16)_(128|192|256)$/,
    (m) => `${m[1]!.toLowerCase()}${m[4]}${m[2]!.toLowerCase()}${m[3]}`,
  ],
  [/^MODP_(\d+)$/, (m) => `modp${m[1]}`],
  [/^ECP_(\d+)(_BP)?$/, (m) => `ecp${m[1]}${m[2] === undefined ? '' : 'bp'}`],
  [/^ML_KEM_(512|768|1024)$/, (m) => `mlkem${m[1]}`],
];

/** The keyword of one algorithm, or null when it has none that is known here. */
export function keywordOf(algorithm: string): string | null {
  const additional = /^(KE[1-7])_(.+)$/.exec(algorithm);
  if (additional !== null) {
    const inner = keywordOf(additional[2]!);
    return inner === null ? null : `${additional[1]!.toLowerCase()}_${inner}`;
  }
  const special = SPECIAL.get(algorithm);
  if (special !== undefined) return special;
  for (const [name, make] of RULES) {
    const match = name.exec(algorithm);
    if (match !== null) return make(match);
  }
  return null;
}

/** Other spellings of a keyword (the same table of strongSwan's). */
const ALIASES = new Map([
  ['aes', 'aes128'],
  ['camellia', 'camellia128'],
  ['sha', 'sha1'],
  ['sha2_256', 'sha256'],
  ['sha2_256_96', 'sha256_96'],
  ['sha2_384', 'sha384'],
  ['sha2_512', 'sha512'],
  ['x25519', 'curve25519'],
  ['x448', 'curve448'],
]);

/** Sizes of an integrity check value may be given in bits or left out. */
const ICV_BYTES = new Map([
  ['64', '8'],
  ['96', '12'],
  ['128', '16'],
  ['', '16'],
]);

const BY_KEYWORD = new Map([...SPECIAL].map(([name, keyword]) => [keyword, name]));

/** The way back of each rule. */
const BACK: readonly (readonly [RegExp, (m: RegExpExecArray) => string])[] = [
  [/^(aes|camellia)(128|192|256)$/, (m) => `${m[1]!.toUpperCase()}_CBC_${m[2]}`],
  [/^(aes|camellia)(128|192|256)ctr$/, (m) => `${m[1]!.toUpperCase()}_CTR_${m[2]}`],
  [
    /^(aes|camellia)(128|192|256)(gcm|ccm)(8|12|16|64|96|128|)$/,
    (m) => `${m[1]!.toUpperCase()}_${m[3]!.toUpperCase()}_${ICV_BYTES.get(m[4]!) ?? m[4]}_${m[2]}`,
  ],
  [/^modp(\d+)$/, (m) => `MODP_${m[1]}`],
  [/^ecp(\d+)(bp)?$/, (m) => `ECP_${m[1]}${m[2] === undefined ? '' : '_BP'}`],
  [/^mlkem(512|768|1024)$/, (m) => `ML_KEM_${m[1]}`],
];

/** The algorithm that a keyword stands for, by charon's name; null for what is not known here, so that nobody concludes from it. */
export function algorithmOf(keyword: string): string | null {
  const additional = /^(ke[1-7])_(.+)$/.exec(keyword);
  if (additional !== null) {
    const inner = algorithmOf(additional[2]!);
    return inner === null ? null : `${additional[1]!.toUpperCase()}_${inner}`;
  }
  const plain = ALIASES.get(keyword) ?? keyword;
  const special = BY_KEYWORD.get(plain);
  if (special !== undefined) return special;
  for (const [pattern, make] of BACK) {
    const match = pattern.exec(plain);
    if (match !== null) return make(match);
  }
  return null;
}

/** A pseudo-random function that follows from the integrity algorithm need not be written. */
function isImplied(prf: string, integrity: readonly string[]): boolean {
  return integrity.includes(prf.replace(/^prf/, ''));
}

/** A proposal as one word of `proposals` or `esp_proposals`; null when an algorithm of it has no known keyword. */
export function proposalKeywords(proposal: Proposal): string | null {
  const words: string[] = [];
  const integrity = (proposal.transforms.get('INTEG') ?? []).map((a) => keywordOf(a) ?? '');
  for (const [type, algorithms] of proposal.transforms) {
    for (const algorithm of algorithms) {
      const word = keywordOf(algorithm);
      if (word === null) return null;
      if (type === 'PRF' && isImplied(word, integrity)) continue;
      // No extended sequence numbers is the default; written only beside its opposite.
      if (word !== 'noesn' || algorithms.length > 1) words.push(word);
    }
  }
  return words.length === 0 ? null : words.join('-');
}
