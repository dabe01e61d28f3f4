/**
 * NO_PROPOSAL_CHOSEN (RFC 7296 section 3.10.1): the two lists that the side which compares prints, and what makes them meet.
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import type { Case } from '../case.ts';
import type { Difference, Fix } from '../finding.ts';
import { proposalKeywords } from '../keywords.ts';
import { closestPair, describeMismatch, type ProposalPair, parseProposals } from '../proposals.ts';

interface Lists {
  readonly received: IkeEvent;
  readonly configured: IkeEvent;
  readonly pair: ProposalPair | null;
  readonly difference: Difference;
}

/** The two lists that charon prints when a choice fails; with several configurations it prints several pairs of lists. */
export function listsOf(of: Case): Lists | null {
  const received = of.last('proposals.received');
  const allConfigured = of.all('proposals.configured');
  const configured = allConfigured.at(-1);
  if (received === undefined || configured === undefined) return null;
  const offers = parseProposals(received.fields.proposals);
  const pairs = allConfigured
    .map((c) => closestPair(offers, parseProposals(c.fields.proposals)))
    .filter((p) => p !== null);
  const pair = pairs.reduce<ProposalPair | null>(
    (a, b) => (a === null || b.mismatch.length < a.mismatch.length ? b : a),
    null,
  );
  const difference: Difference = {
    kind: 'proposal',
    received: offers.map((p) => p.text),
    configured: allConfigured.flatMap((c) => parseProposals(c.fields.proposals)).map((p) => p.text),
    mismatch: pair?.mismatch ?? [],
  };
  return { received, configured, pair, difference };
}

/** What to configure for the closest pair: here what the peer offers, or there what is configured here. */
export function proposalFix(pair: ProposalPair | null, option: 'proposals' | 'esp_proposals'): Fix[] {
  const local = pair === null ? null : proposalKeywords(pair.received);
  const remote = pair === null ? null : proposalKeywords(pair.configured);
  const old = option === 'proposals' ? 'ike' : 'esp';
  const fixes: Fix[] = [];
  if (local !== null) {
    fixes.push({
      where: 'local',
      text: 'Accept here what the peer offers',
      config: [`${option} = ${local}`],
      ipsecConf: [`${old}=${local}!`],
    });
  }
  if (remote !== null) {
    fixes.push({
      where: 'peer',
      text: 'or let the peer offer what is configured here',
      config: [`${option} = ${remote}`],
      ipsecConf: [`${old}=${remote}!`],
    });
  }
  if (fixes.length === 0)
    fixes.push({ where: 'local', text: `Give both ends one ${option} value in common`, config: [] });
  return fixes;
}

/** The mismatch in words. */
export const said = (pair: ProposalPair | null) =>
  pair === null || pair.mismatch.length === 0 ? 'the offers have nothing in common' : describeMismatch(pair).join('; ');
