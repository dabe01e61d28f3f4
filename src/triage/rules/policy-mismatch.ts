/**
 * Traffic selectors that do not fit (TS_UNACCEPTABLE, RFC 7296 section 2.9; INVALID_ID_INFORMATION in Quick Mode, RFC 2409 section 5.5).
 */
import { type EventOf, type IkeEvent, sasOfPeer } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { Difference, RankedCause, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { parseSelectors, relate } from '../selectors.ts';

/** Both sides' selectors as the refusing side sees them: its own first. */
function differenceOf(local: string, remote: string, mismatch: readonly string[]): Difference {
  return { kind: 'traffic-selector', received: [`${local} === ${remote}`], configured: [], mismatch: [...mismatch] };
}

/** IKEv1 prints TSi === TSr, remote first on the responder (charon-log-facts section 4); the pattern's holes are named for that. */
function refusedPair(of: Case): { event: IkeEvent; local: string; remote: string } | null {
  const v2 = of.last('ts.unacceptable');
  if (v2 !== undefined) return { event: v2, local: v2.fields.tsLocal, remote: v2.fields.tsRemote };
  const v1 = of.last('ts.no-child-config');
  if (v1 !== undefined) return { event: v1, local: v1.fields.tsLocal ?? '?', remote: v1.fields.tsRemote ?? '?' };
  const none = of.last('ts.none');
  const looked = of.last('ts.lookup');
  return none === undefined
    ? null
    : { event: none, local: looked?.fields.tsLocal ?? '?', remote: looked?.fields.tsRemote ?? '?' };
}

/** Another CHILD_SA of the same peer that came up says what is configured: is the refused pair close to it? */
function nearMiss(of: Case, local: string, remote: string): string | null {
  for (const child of sasOfPeer(of.sa).flatMap((sa) => sa.children)) {
    if (child.tsLocal === null || child.tsRemote === null) continue;
    const words = [compare('local', local, child.tsLocal), compare('remote', remote, child.tsRemote)].filter(
      (w) => w !== null,
    );
    if (words.length > 0)
      return `CHILD_SA ${child.name}, which came up, has ${child.tsLocal} === ${child.tsRemote}: ${words.join(', ')}`;
  }
  return null;
}

function compare(side: string, asked: string, configured: string): string | null {
  const [a] = parseSelectors(asked);
  const [c] = parseSelectors(configured);
  if (a === undefined || c === undefined) return null;
  const relation = relate(a.net, c.net);
  if (relation === 'equal' || relation === 'unknown') return null;
  return `the ${side} ${a.net} ${relation === 'disjoint' ? 'has nothing in common with' : relation === 'contains' ? 'is wider than' : 'lies within'} ${c.net}`;
}

/** IKEv1 refuses a CHILD_SA in the same words when only the mode differs, and when Mode Config had no address to give. */
function causesOfRefusal(of: Case, wantsDynamic: boolean, known: boolean): RankedCause[] {
  const compared = known
    ? 'charon compared what the peer asked for with every CHILD_SA of the connection'
    : 'nothing was left after narrowing';
  if (wantsDynamic) return [proven('virtual-ip-not-requested', compared)];
  if (of.sa.version !== 1) return [proven('ts-mismatch', compared)];
  const noAddress = of.sa.events.findLast((e) => e.type === 'vip.none');
  if (noAddress !== undefined) {
    return [
      likely('virtual-ip-unavailable', 'no virtual IP was given before, so the peer asked for its own address'),
      possible('ts-mismatch', compared),
    ];
  }
  return [
    likely('ts-mismatch', compared),
    possible('mode-mismatch', 'the same words follow when only tunnel and transport mode differ'),
  ];
}

/** The side that refused names both selectors, its own first. */
export const selectorsRefused: Rule = {
  name: 'ts-mismatch',
  needs: ['ts.unacceptable', 'ts.no-child-config', 'ts.none'],
  judge(of) {
    const pair = refusedPair(of);
    if (pair === null) return null;
    const { event, local, remote } = pair;
    const near = nearMiss(of, local, remote);
    const wantsDynamic = /\/32$/.test(remote) && of.has('vip.expected');
    const known = local !== '?';
    return {
      severity: 'error',
      symptom: 'policy-mismatch',
      causes: causesOfRefusal(of, wantsDynamic, known),
      summary: wantsDynamic
        ? `${peerOf(of.sa)} asked for a tunnel for its own address ${remote} without requesting a virtual IP, which the connection here expects.`
        : !known
          ? `What ${peerOf(of.sa)} asked for and the CHILD_SAs configured here have no traffic selectors in common; the IKE_SA stays up without a tunnel.`
          : `${peerOf(of.sa)} asked for traffic between ${local} here and ${remote} there, which no CHILD_SA configured here covers${near === null ? '' : ` (${near})`}; the IKE_SA stays up without a tunnel.`,
      difference: known ? differenceOf(local, remote, near === null ? ['traffic selectors'] : [near]) : null,
      evidence: evidence(of.last('ts.lookup'), event, of.last('message.generated'), of.trigger),
      fix: [
        {
          where: 'local',
          text: 'Cover what the peer asks for',
          config: known ? [`local_ts = ${local}`, `remote_ts = ${remote}`] : [],
          ...(known ? { ipsecConf: [`leftsubnet=${local}`, `rightsubnet=${remote}`] } : {}),
        },
        {
          where: 'peer',
          text: 'or let the peer ask for what is configured here, mirrored: its local_ts is remote_ts here',
          config: [],
        },
      ],
    };
  },
};

/** The side that was refused. */
export const selectorsRefusedByPeer: Rule = {
  name: 'ts-unacceptable-received',
  needs: ['notify.child.received', 'notify.error.received'],
  judge(of) {
    const v2 = of.last('notify.child.received');
    const v1 = of.sa.everEstablished ? of.last('notify.error.received') : undefined;
    if (v2?.fields.notify === 'TS_UNACCEPTABLE') return refusedVerdict(of, v2);
    if (v1?.fields.notify === 'INVALID_ID_INFORMATION') return refusedVerdict(of, v1);
    return null;
  },
};

function refusedVerdict(
  of: Case,
  notify: EventOf<'notify.child.received'> | EventOf<'notify.error.received'>,
): Verdict {
  const isV1 = of.sa.version === 1;
  return {
    severity: 'error',
    symptom: 'policy-mismatch',
    causes: [
      likely(
        'ts-mismatch',
        isV1
          ? 'INVALID_ID_INFORMATION in Quick Mode means the subnets'
          : 'TS_UNACCEPTABLE means that no CHILD_SA there covers the selectors',
      ),
      isV1
        ? possible('mode-mismatch', 'the same answer comes when only tunnel and transport mode differ')
        : possible('kernel-sa-failed', 'a peer whose kernel refuses the policies answers the same'),
      ...(isV1 && of.sa.events.some((e) => e.type === 'message.generated' && e.fields.payloads.includes('CPRQ('))
        ? [possible('virtual-ip-unavailable', 'this side asked for a virtual IP, and may have got none')]
        : []),
    ],
    summary: `${peerOf(of.sa)} has no CHILD_SA that covers the traffic selectors asked for; the IKE_SA stays up without a tunnel.`,
    evidence: evidence(
      of.last('child.establishing'),
      of.lastMessage('QUICK_MODE', 'request'),
      of.last('message.parsed'),
      notify,
      of.last('child.failed'),
    ),
    fix: [
      {
        where: 'local',
        text: 'Compare with the peer, mirrored: local_ts here must be within remote_ts there, and the reverse',
        config: ['local_ts = ...', 'remote_ts = ...'],
        ipsecConf: ['leftsubnet=...', 'rightsubnet=...'],
      },
      ...(isV1
        ? [
            {
              where: 'local' as const,
              text: 'IKEv1 takes one subnet on each side for each CHILD_SA: split a list into several children',
              config: [],
            },
          ]
        : []),
    ],
    wouldSettle: `the log of ${peerOf(of.sa)} at the same time: ${isV1 ? '"no matching CHILD_SA config found for"' : '"traffic selectors ... unacceptable"'} names the selectors it was asked for; here, cfg = 2 prints those proposed`,
    childSa: of.sa.children.findLast((c) => c.outcome === 'failed') ?? null,
  };
}

/** IKEv1 does not allow narrowing: the peer's answer is no answer to what was proposed. */
export const invalidSelection: Rule = {
  name: 'ts-narrowed-v1',
  needs: ['ts.selection.invalid'],
  judge(of) {
    const event = of.last('ts.selection.invalid');
    if (event === undefined) return null;
    const { selected, proposed } = event.fields;
    return {
      severity: 'error',
      symptom: 'policy-mismatch',
      causes: [proven('ts-narrowed-v1', `proposed ${proposed}, answered ${selected}`)],
      summary: `${peerOf(of.sa)} answered ${selected} to the proposed selectors ${proposed}, which IKEv1 does not allow.`,
      difference: {
        kind: 'traffic-selector',
        received: [selected],
        configured: [proposed],
        mismatch: ['traffic selectors'],
      },
      evidence: evidence(event, of.trigger),
      fix: [
        {
          where: 'local',
          text: 'Propose exactly what the peer has',
          config: [`remote_ts = ${selected}`],
          ipsecConf: [`rightsubnet=${selected}`],
        },
      ],
    };
  },
};

/** Transport and tunnel mode. */
export const modeRefused: Rule = {
  name: 'mode-mismatch',
  needs: ['mode.unacceptable'],
  judge(of) {
    const event = of.last('mode.unacceptable');
    if (event === undefined) return null;
    return {
      severity: 'error',
      symptom: 'policy-mismatch',
      causes: [proven('mode-mismatch', event.text.trim())],
      summary: `The two ends disagree on ${event.fields.mode ?? 'tunnel and transport'} mode: ${event.text.trim()}.`,
      evidence: evidence(event, of.trigger),
      fix: [
        {
          where: 'local',
          text: 'Set the same mode on both ends',
          config: ['mode = tunnel'],
          ipsecConf: ['type=tunnel'],
        },
      ],
    };
  },
};
