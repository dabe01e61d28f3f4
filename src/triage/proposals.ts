/**
 * Room 6: proposals as structure, and the comparison of two lists of them: over all pairs, the closest one named.
 * A proposal prints as `PROTO:ALG/ALG/...` (libstrongswan/crypto/proposal/proposal.c); several algorithms of one transform type are alternatives.
 */

/** Transform types by strongSwan's short names; `KE1` ... `KE7` are the additional key exchanges of RFC 9370. */
export type TransformType = 'ENCR' | 'INTEG' | 'PRF' | 'KE' | 'ESN' | `KE${1 | 2 | 3 | 4 | 5 | 6 | 7}` | 'UNKNOWN';

export interface Proposal {
  readonly protocol: string;
  /** Alternatives by transform type, in the order printed. */
  readonly transforms: ReadonlyMap<TransformType, readonly string[]>;
  readonly text: string;
}

/** Which transform type an algorithm's printed name belongs to; first match counts. */
const NAMES: readonly (readonly [RegExp, TransformType])[] = [
  [/^PRF_/, 'PRF'],
  [/^(NO_)?EXT_SEQ/, 'ESN'],
  [/^(MODP|ECP|CURVE|NTRU|NEWHOPE|ML_KEM|KYBER|FRODO|BIKE|HQC)_/, 'KE'],
  [/^(HMAC_|AES_XCBC_|AES_CMAC_|AES_(128|192|256)_GMAC|CAMELLIA_XCBC_|DES_MAC|KPDK_)/, 'INTEG'],
  [/^(AES|3DES|DES|CAMELLIA|CHACHA20|BLOWFISH|CAST|NULL|SERPENT|TWOFISH|IDEA|RC5|ENCR)_?/, 'ENCR'],
];

const AEAD = /(_GCM_|_CCM_|CHACHA20_POLY1305|NULL_AES_GMAC)/;

function typeOf(algorithm: string): TransformType {
  const additional = /^KE([1-7])_/.exec(algorithm);
  if (additional !== null) return `KE${additional[1]}` as TransformType;
  return NAMES.find(([name]) => name.test(algorithm))?.[1] ?? 'UNKNOWN';
}

/** One proposal as printed; null when the text is none. */
export function parseProposal(text: string): Proposal | null {
  const colon = text.indexOf(':');
  if (colon < 2) return null;
  const transforms = new Map<TransformType, string[]>();
  for (const algorithm of text.slice(colon + 1).split('/')) {
    if (algorithm === '') continue;
    const type = typeOf(algorithm);
    const list = transforms.get(type);
    if (list === undefined) transforms.set(type, [algorithm]);
    else list.push(algorithm);
  }
  return { protocol: text.slice(0, colon), transforms, text };
}

/** A list as `%#P` prints it, separated by `, `. */
export function parseProposals(text: string): Proposal[] {
  return text
    .split(', ')
    .map((part) => parseProposal(part.trim()))
    .filter((p) => p !== null);
}

/** Two proposals and the transform types in which they have nothing in common. */
export interface ProposalPair {
  readonly received: Proposal;
  readonly configured: Proposal;
  readonly mismatch: readonly TransformType[];
}

const algorithms = (p: Proposal, type: TransformType): readonly string[] => p.transforms.get(type) ?? [];
const isAead = (p: Proposal) => algorithms(p, 'ENCR').some((a) => AEAD.test(a));
const onlyAead = (p: Proposal) => algorithms(p, 'ENCR').length > 0 && algorithms(p, 'ENCR').every((a) => AEAD.test(a));

/** With AEAD on one side only there is no common cipher anyway; then the integrity algorithm is not what is wrong (RFC 7296 section 3.3). */
function agrees(type: TransformType, a: Proposal, b: Proposal): boolean {
  const [x, y] = [algorithms(a, type), algorithms(b, type)];
  if (x.some((algorithm) => y.includes(algorithm))) return true;
  if (type === 'INTEG') return onlyAead(a) || onlyAead(b) || (x.length === 0 && y.length === 0);
  if (type === 'ESN')
    return x.length === 0 ? y.length === 0 || y.includes('NO_EXT_SEQ') : y.length === 0 && x.includes('NO_EXT_SEQ');
  return x.length === 0 && y.length === 0;
}

/** Compares one pair. `UNKNOWN` algorithms are compared by name like any other. */
export function compareProposals(received: Proposal, configured: Proposal): ProposalPair {
  const types = new Set<TransformType>([...received.transforms.keys(), ...configured.transforms.keys()]);
  const mismatch = [...types].filter((type) => !agrees(type, received, configured));
  if (isAead(received) && isAead(configured) && mismatch.includes('ENCR')) {
    return { received, configured, mismatch: mismatch.filter((t) => t !== 'INTEG') };
  }
  return { received, configured, mismatch };
}

/** The pair with the fewest mismatches; null when no two are of the same protocol. The earliest in the configured order wins. */
export function closestPair(received: readonly Proposal[], configured: readonly Proposal[]): ProposalPair | null {
  let best: ProposalPair | null = null;
  for (const c of configured) {
    for (const r of received) {
      if (r.protocol !== c.protocol) continue;
      const pair = compareProposals(r, c);
      if (best === null || pair.mismatch.length < best.mismatch.length) best = pair;
    }
  }
  return best;
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  ENCR: 'the encryption algorithm',
  INTEG: 'the integrity algorithm',
  PRF: 'the pseudo-random function',
  KE: 'the key exchange (DH) group',
  ESN: 'extended sequence numbers',
  UNKNOWN: 'an algorithm charon has no name for',
};

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(' or '));

/** The two ends of a comparison, as its reader calls them. */
const AT_THE_PEER = (received: string, configured: string) =>
  `the peer offers ${received}, here ${configured} is configured`;

/** "the key exchange (DH) group: the peer offers MODP_1024, here MODP_2048 is configured" for every mismatch of a pair; `say` words it for others. */
export function describeMismatch(pair: ProposalPair, say = AT_THE_PEER): string[] {
  return pair.mismatch.map((type) => {
    const what = TYPE_WORDS[type] ?? `additional key exchange ${type.slice(2)}`;
    return `${what}: ${say(listed(algorithms(pair.received, type)), listed(algorithms(pair.configured, type)))}`;
  });
}
