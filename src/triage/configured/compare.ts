/**
 * Room 6: does what the log shows contradict a setting? Each comparison answers only when it is sure: defaults, `dynamic`, `%any`, names, wildcards and
 * keywords that are not known here are never a contradiction.
 */
import { algorithmOf } from '../keywords.ts';
import { type Proposal, parseProposals, type TransformType } from '../proposals.ts';
import { parseNet, parseSelectors, relate } from '../selectors.ts';

/** Algorithms of a value of `proposals` or `ike`, by charon's names; null where some are not known, or the defaults are among them. */
function algorithmsOf(configured: string): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const proposal of configured.split(',')) {
    for (const keyword of proposal.trim().toLowerCase().split('-')) {
      const name = algorithmOf(keyword);
      if (name === null) return null;
      names.add(name);
    }
  }
  return names;
}

const AEAD = /_(GCM|CCM)_|CHACHA20/;

/** Transform types that charon fills in by itself when the file does not name them (libstrongswan/crypto/proposal/proposal.c: check_proposal). */
function isImplied(type: TransformType, named: ReadonlySet<string>): boolean {
  const has = (prefix: RegExp) => [...named].some((name) => prefix.test(name));
  if (type === 'PRF') return !has(/^PRF_/);
  if (type === 'ESN') return !has(/EXT_SEQ$/);
  return type === 'INTEG' && has(AEAD);
}

/**
 * The algorithms that the daemon printed as its own and that the file does not have; empty when all are there or it is not sure.
 * In ipsec.conf charon adds its defaults unless the value ends with `!`; `isStrict` tells that it does not.
 */
export function strangeAlgorithms(configured: string | undefined, printed: string, isStrict: boolean): string[] {
  if (configured === undefined) return [];
  const bare = configured.trim();
  if (!isStrict && !bare.endsWith('!')) return [];
  const named = algorithmsOf(bare.replace(/!$/, ''));
  if (named === null) return [];
  const strange = (proposal: Proposal) =>
    [...proposal.transforms].flatMap(([type, algorithms]) =>
      type === 'UNKNOWN' || isImplied(type, named) ? [] : algorithms.filter((name) => !named.has(name)),
    );
  return [...new Set(parseProposals(printed).flatMap(strange))];
}

const netsOf = (list: string) => parseSelectors(list).map(({ net }) => net);

/** Networks that are in use and that none of the configured selectors covers; empty when it is not sure. */
export function strangeNets(configured: string | undefined, used: string): string[] {
  if (configured === undefined) return [];
  const own = netsOf(configured.replaceAll(',', ' '));
  if (own.length === 0 || !own.every((net) => parseNet(net) !== null)) return [];
  return netsOf(used).filter((net) => {
    if (parseNet(net) === null) return false;
    return own.every((one) => {
      const relation = relate(one, net);
      return relation !== 'equal' && relation !== 'contains';
    });
  });
}

/** What a method of the file is called in the log: `psk`, `pubkey` or `eap`; null for `any` and the like. */
export function methodOf(configured: string | undefined): string | null {
  if (configured === undefined) return null;
  if (/^(psk|secret)$/.test(configured)) return 'psk';
  if (/^(pubkey|rsa|rsasig|ecdsa|ecdsasig|ed25519|ed448|bliss)(-|$)/.test(configured)) return 'pubkey';
  return /^eap/.test(configured) ? 'eap' : null;
}
