/**
 * Rekeyings that collide (RFC 7296 section 2.8; charon-log-facts 10), and CHILD_SAs through which nothing came back.
 */
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

/** How long after a collision, in milliseconds, its outcome may still show. */
const AFTERMATH_MS = 10_000;

const apart = {
  where: 'local' as const,
  text: 'If it happens often: let one side rekey later than the other',
  config: ['rekey_time = 1h', 'rand_time = 10m'],
  ipsecConf: ['margintime=9m', 'rekeyfuzz=100%'],
};

/** Both ends rekeyed at once. Decided, it is good to know; with nothing left of the CHILD_SA, it is a fault. */
export const rekeyCollision: Rule = {
  name: 'rekey-collision',
  judge(of) {
    const { trigger } = of;
    if (trigger.type === 'child.closing') return nothingLeft(of);
    if (trigger.type !== 'child.collision' && trigger.type !== 'ike.collision') return null;
    const { outcome } = trigger.fields;
    if (outcome === undefined) return null;
    const what = trigger.type === 'ike.collision' ? 'the IKE_SA' : 'a CHILD_SA';
    return {
      severity: 'info',
      symptom: 'latent',
      causes: [proven('rekey-collision', `the two ends settled it: ${outcome} here`)],
      summary: `Both ends of ${of.sa.name ?? 'the connection'} rekeyed ${what} at the same moment; that was settled, one of the two results is dropped.`,
      evidence: evidence(of.last('child.collision', 'ike.collision'), trigger),
      fix: [apart],
    };
  },
};

function nothingLeft(of: Case): Verdict | null {
  const { sa, trigger } = of;
  if (sa.outcome !== 'established' || sa.children.length === 0) return null;
  if (sa.children.some((c) => c.outcome === 'installed' || c.outcome === 'open')) return null;
  const collision = of.last('child.collision');
  if (collision === undefined || !(trigger.at - collision.at < AFTERMATH_MS)) return null;
  const name = trigger.type === 'child.closing' ? trigger.fields.child : undefined;
  return {
    severity: 'error',
    symptom: 'tunnel-lost',
    causes: [likely('rekey-collision', 'after the collision both results were deleted')],
    summary: `Both ends of ${sa.name ?? 'the connection'} rekeyed CHILD_SA ${name ?? ''} at the same moment, and none is left: no traffic passes until a new one is made.`,
    evidence: evidence(...of.all('child.collision').slice(-2), trigger),
    fix: [
      apart,
      { where: 'local', text: 'Update strongSwan: newer releases settle more of these', config: [] },
      {
        where: 'local',
        text: 'Bring it back by itself',
        config: ['close_action = start'],
        ipsecConf: ['closeaction=restart'],
      },
    ],
  };
}

/** A CHILD_SA is closed through which this side sent, and received nothing: ESP does not come through, or nobody answers. */
export const noTraffic: Rule = {
  name: 'no-traffic',
  judge(of) {
    const { trigger, sa } = of;
    if (trigger.type !== 'child.closing') return null;
    const { bytesIn, bytesOut, child, cuid, tsRemote } = trigger.fields;
    if (bytesOut === undefined || bytesIn !== 0 || bytesOut === 0) return null;
    const isNat = sa.natLocal || sa.natRemote;
    return {
      severity: 'warning',
      symptom: 'latent',
      causes: [
        likely('no-traffic', `${bytesOut} bytes went out, none came in`),
        possible('policy-conflict', 'a policy of the peer may send the answers elsewhere'),
      ],
      summary: `${connectionOf(sa)}: ${bytesOut} bytes went out through CHILD_SA ${child} and not one came back: ${isNat ? 'ESP in UDP 4500' : 'ESP (IP protocol 50)'} is blocked on the way, or ${tsRemote} does not answer through the tunnel.`,
      evidence: evidence(
        sa.events.findLast((e) => e.type === 'child.established' && e.fields.cuid === cuid),
        trigger,
      ),
      fix: [
        {
          where: 'network',
          text: `Let ${isNat ? 'UDP 4500 (with ESP in it)' : 'IP protocol 50 (ESP), or UDP 4500,'} pass both ways between ${sa.local.host ?? 'this host'} and ${peerOf(sa)}`,
          config: [],
        },
        {
          where: 'peer',
          text: 'Check its route back into the tunnel, rp_filter, and what its firewall does with decrypted packets',
          config: [],
        },
      ],
      wouldSettle: `the byte counts of ${peerOf(sa)} for the same CHILD_SA (swanctl --list-sas): received and sent there mean that the way back is blocked`,
      childSa: sa.children.find((c) => c.uniqueId === cuid) ?? null,
    };
  },
};
