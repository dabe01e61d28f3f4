/**
 * Latent: what works, and will hurt. Each is said once of a connection.
 */
import { type EventOf, hasPayload, type IkeEvent, remembered, sasOfPeer } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { Fix, RankedCause, Severity, Verdict } from '../finding.ts';
import { parseProposal } from '../proposals.ts';
import { evidence, likely, proven, type Rule } from '../rule.ts';

function latent(
  severity: Severity,
  cause: RankedCause,
  summary: string,
  proof: readonly (IkeEvent | undefined)[],
  fix: readonly Fix[],
): Verdict {
  return { severity, symptom: 'latent', causes: [cause], summary, evidence: evidence(...proof), fix };
}

/** Algorithms that RFC 8247 and RFC 8221 forbid or advise against, and groups of 1024 bits and fewer, by charon's names. */
const WEAK: readonly (readonly [RegExp, string])[] = [
  [/^MODP_(768|1024)(_160)?$/, 'a Diffie-Hellman group of 1024 bits or fewer can be broken'],
  [/^(3DES|DES)_CBC$/, 'a block cipher with blocks of 64 bits'],
  [/^(BLOWFISH|CAST|IDEA|RC5)_?/, 'a block cipher with blocks of 64 bits'],
  [/^NULL$/, 'no encryption at all'],
  [/^(HMAC|PRF_HMAC)_MD5(_\d+)?$/, 'MD5 is broken as a hash'],
  [/^(HMAC|PRF_HMAC)_SHA1(_\d+)?$/, 'SHA-1 is deprecated'],
];

/** The weak algorithms of a proposal that was selected, each with why. Nearly every proposal has none. */
const weakOf = remembered((proposal): readonly (readonly [name: string, why: string])[] => {
  const parsed = parseProposal(proposal);
  return [...(parsed?.transforms.values() ?? [])].flat().flatMap((name): [string, string][] => {
    const why = WEAK.find(([pattern]) => pattern.test(name))?.[1];
    return why === undefined ? [] : [[name, why]];
  });
});

function weakVerdict(of: Case, proposal: string, option: 'proposals' | 'esp_proposals'): Verdict | null {
  const weak = weakOf(proposal);
  if (weak.length === 0) return null;
  const names = weak.map(([name]) => name).join(', ');
  const selected = of.events.findLast((e) => e.type === 'proposal.selected' && e.fields.proposal === proposal);
  const strong = option === 'proposals' ? 'aes256-sha256-ecp256' : 'aes256gcm16-ecp256';
  return latent(
    'warning',
    proven('weak-algorithm', [...new Set(weak.map(([name, why]) => `${name}: ${why}`))].join('; ')),
    `${connectionOf(of.sa)} works, with ${names} for ${option === 'proposals' ? 'IKE' : 'the CHILD_SA'}: ${weak.length === 1 ? 'it' : 'they'} should no longer be used.`,
    [selected, of.trigger],
    [
      {
        where: 'local',
        text: 'Give both ends stronger algorithms, and the old ones to nobody',
        config: [`${option} = ${strong}`],
        ipsecConf: [`${option === 'proposals' ? 'ike' : 'esp'}=${strong}!`],
      },
    ],
  );
}

/** Weak algorithms of an IKE_SA that came up. */
export const weakIke: Rule = {
  name: 'weak-ike-algorithm',
  once: true,
  judge: (of) => (of.sa.proposal === null ? null : weakVerdict(of, of.sa.proposal, 'proposals')),
};

/** IKEv1 and responders name the proposal before the CHILD_SA has a name. */
function selectedForChild(of: Case): string | null {
  const selected = of.events.findLast(
    (e): e is EventOf<'proposal.selected'> => e.type === 'proposal.selected' && !e.fields.proposal.startsWith('IKE:'),
  );
  return selected?.fields.proposal ?? null;
}

/** Weak algorithms of a CHILD_SA that came up. */
export const weakEsp: Rule = {
  name: 'weak-esp-algorithm',
  once: true,
  judge(of) {
    if (of.trigger.type !== 'child.established') return null;
    const { cuid } = of.trigger.fields;
    const childSa = of.sa.children.findLast((c) => c.uniqueId === cuid);
    const text = childSa?.proposal ?? selectedForChild(of);
    const verdict = text === null ? null : weakVerdict(of, text, 'esp_proposals');
    return verdict === null ? null : { ...verdict, childSa: childSa ?? null };
  },
};

/** Aggressive Mode sends a hash of the pre-shared key in clear (RFC 2409 section 5.4): who records it can try passwords at leisure. */
export const aggressivePsk: Rule = {
  name: 'aggressive-mode-psk',
  once: true,
  judge(of) {
    if (of.sa.version !== 1) return null;
    const answer = of.lastMessage('AGGRESSIVE', 'response') ?? of.lastMessage('AGGRESSIVE', 'request');
    if (answer === undefined || !hasPayload(answer.fields.payloads, 'HASH')) return null;
    return latent(
      'warning',
      proven('aggressive-mode-psk', 'the answer of the responder holds a HASH, not a signature'),
      `${connectionOf(of.sa)} came up with IKEv1 Aggressive Mode and a pre-shared key: whoever recorded its hash can try passwords offline.`,
      [of.last('ike.initiating', 'ike.peer-initiating'), answer, of.trigger],
      [
        {
          where: 'local',
          text: 'Use IKEv2 on both ends, or Main Mode at least',
          config: ['version = 2', 'aggressive = no'],
          ipsecConf: ['keyexchange=ikev2', 'aggressive=no'],
        },
      ],
    );
  },
};

/** IKEv1 compares lifetimes and says so when they differ; nothing fails (charon-log-facts 1.19). */
export const lifetimeDiffers: Rule = {
  name: 'v1-lifetime-differs',
  once: true,
  judge(of) {
    const { trigger } = of;
    if (trigger.type !== 'lifetime.differs') return null;
    const { received, configured } = trigger.fields;
    return latent(
      'info',
      proven('v1-lifetime-differs', `${received} s offered, ${configured} s configured`),
      `${peerOf(of.sa)} uses a lifetime of ${received} s, here ${configured} s are configured: it works, and the shorter one counts.`,
      [trigger],
      [
        {
          where: 'local',
          text: 'Give both ends the same lifetimes',
          config: [`rekey_time = ${received}s`],
          ipsecConf: [`ikelifetime=${received}s`],
        },
      ],
    );
  },
};

/** How long a CHILD_SA must have been up, in milliseconds, not to be the one that is just being replaced. */
const SETTLED_MS = 60_000;

/** Several CHILD_SAs for the same traffic: both ends start them, or a start and a trap. A rekeying has two for a moment, a collision three. */
export const duplicateChild: Rule = {
  name: 'duplicate-child',
  once: true,
  judge(of) {
    const { trigger, sa } = of;
    if (trigger.type === 'child.duplicate') {
      if (trigger.fields.child === undefined || of.has('child.collision')) return null;
      return latent(
        'info',
        proven('duplicate-child', trigger.text.trim()),
        `A second CHILD_SA ${trigger.fields.child} for the same traffic was not kept: both ends of ${sa.name ?? 'the connection'} start it.`,
        [trigger],
        oneStarter,
      );
    }
    if (trigger.type !== 'child.established' || trigger.fields.way === 'outbound') return null;
    const { tsLocal, tsRemote, child } = trigger.fields;
    let same = 0;
    let settled = 0;
    for (const other of sasOfPeer(sa)) {
      // Clients behind one translator of addresses are several peers.
      if (other.name !== sa.name || other.remote.id !== sa.remote.id) continue;
      for (const c of other.children) {
        if (c.outcome !== 'installed' || c.tsLocal !== tsLocal || c.tsRemote !== tsRemote) continue;
        same++;
        if (trigger.at - c.installedAt > SETTLED_MS) settled++;
      }
    }
    if (settled < 2) return null;
    return latent(
      'warning',
      likely('duplicate-child', `${same} CHILD_SAs with equal traffic selectors are up, none in place of another`),
      `${same} CHILD_SAs ${child} with ${peerOf(sa)} are up for the same traffic, ${tsLocal} === ${tsRemote}: they pile up.`,
      [trigger],
      oneStarter,
    );
  },
};

const oneStarter: readonly Fix[] = [
  {
    where: 'local',
    text: 'Let one end only start the tunnel, and the other wait for it',
    config: ['start_action = none', 'close_action = none'],
    ipsecConf: ['auto=add', 'closeaction=none'],
  },
];
