/**
 * The first exchange refused: NO_PROPOSAL_CHOSEN and its kin (RFC 7296 section 3.10.1; libcharon/sa/ikev2/tasks/ike_init.c, ikev1/tasks/main_mode.c).
 * The responder's log decides; the initiator sees one 36-byte answer whatever the reason was, and must say so.
 */
import { hasNotify, type IkeEvent, type IkeSa, sasOfPeer } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { RankedCause } from '../finding.ts';
import { keywordOf } from '../keywords.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { listsOf, proposalFix, said } from './proposal-lists.ts';

/** Responder: the IKE proposals of both sides are in the log. */
export const ikeProposalMismatch: Rule = {
  name: 'ike-proposal-mismatch',
  needs: ['proposals.received'],
  judge(of) {
    const refused = of.last('proposals.ike.unacceptable');
    const lists = listsOf(of);
    if (refused === undefined && !(lists !== null && isPhaseOne(of.sa) && sendsNoProposal(of.trigger))) return null;
    if (lists === null) return null;
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes: [proven('ike-proposal-mismatch', 'charon printed both lists when it refused')],
      summary: `${connectionOf(of.sa)} found no common IKE proposal: ${said(lists.pair)}.`,
      difference: lists.difference,
      evidence: evidence(lists.received, lists.configured, refused, of.trigger),
      fix: proposalFix(lists.pair, 'proposals'),
    };
  },
};

const isPhaseOne = (sa: IkeSa) => sa.stage === 'IKE_SA_INIT' || sa.stage === 'ID_PROT' || sa.stage === 'AGGRESSIVE';

const sendsNoProposal = (e: IkeEvent) => e.type === 'message.generated' && hasNotify(e.fields.payloads, 'NO_PROP');

/** Did the same pair of hosts succeed under the other IKE version in this log? */
function otherVersionWorked(of: Case): IkeSa | undefined {
  const { sa } = of;
  const up = sasOfPeer(sa).filter((o) => o !== sa && o.everEstablished && o.version !== null);
  // A peer that takes both versions says nothing about this one.
  return up.some((o) => o.version === sa.version) ? undefined : up[0];
}

/** Responder: no connection is configured for the two addresses (or for this IKE version: the lookup filters by it). */
export const noIkeConfig: Rule = {
  name: 'no-ike-config',
  needs: ['lookup.ike.none'],
  judge(of) {
    const none = of.last('lookup.ike.none');
    if (none === undefined) return null;
    const { local, remote } = none.fields;
    const version = of.sa.version;
    const other = otherVersionWorked(of);
    const outside = of.around.outside(of.sa.daemon);
    const isUnloaded =
      outside.some((e) => e.type === 'daemon.started') && !outside.some((e) => e.type === 'config.loaded');
    const causes: RankedCause[] = [];
    if (other !== undefined)
      causes.push(
        likely(
          'ike-version-mismatch',
          `the same peer succeeded with IKEv${other.version} in this log, and the lookup is by version too`,
        ),
      );
    const invalid = outside.find((e) => e.type === 'config.invalid');
    if (isUnloaded && invalid !== undefined)
      causes.push(likely('config-invalid', `what was to be loaded could not be used: ${invalid.text.trim()}`));
    if (isUnloaded)
      causes.push(likely('config-not-loaded', "the log has the daemon's start but no connection was loaded since"));
    const isLone = causes.length === 0;
    const reason = `charon looked for a connection for ${local} and ${remote} with IKEv${version ?? '?'} and found none`;
    causes.push(isLone ? likely('no-ike-config', reason) : possible('no-ike-config', reason));
    if (other === undefined)
      causes.push(
        possible(
          'ike-version-mismatch',
          `a connection for these addresses that allows only IKEv${version === 1 ? 2 : 1} is passed over in the same words`,
        ),
      );
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes,
      summary: `No connection is configured for local address ${local} with peer ${remote}${version === null ? '' : ` and IKEv${version}`}, so the request was refused; the peer sees NO_PROPOSAL_CHOSEN, though no proposal was compared.`,
      evidence: evidence(of.last('message.parsed'), none, of.trigger),
      fix: [
        {
          where: 'local',
          text: `Make local_addrs and remote_addrs of the connection fit (or %any), allow IKEv${version ?? '1 and 2'}, and load it with swanctl --load-all`,
          config: [
            `local_addrs = ${local}`,
            `remote_addrs = ${remote}`,
            ...(version === null ? [] : [`version = ${version}`]),
          ],
          ipsecConf: [`left=${local}`, `right=${remote}`, ...(version === null ? [] : [`keyexchange=ikev${version}`])],
        },
      ],
      wouldSettle:
        'swanctl --list-conns: is there a connection for these addresses, and which IKE version does it allow?',
    };
  },
};

/** Initiator: refused in the first exchange. Its own log cannot know which of the reasons it was. */
export const refusedAtStart: Rule = {
  name: 'no-proposal-chosen-received',
  needs: ['notify.error.received'],
  judge(of) {
    const notify = of.last('notify.error.received');
    const isRefused = notify?.fields.notify === 'NO_PROPOSAL_CHOSEN' && !of.sa.everEstablished;
    if (!isRefused) return null;
    const other = otherVersionWorked(of);
    const causes: RankedCause[] = [
      possible('ike-proposal-mismatch', "the usual reason for this answer; the peer's list is not in this log"),
      possible('no-ike-config', 'charon answers the same when it has no connection for the two addresses'),
      other === undefined
        ? possible('ike-version-mismatch', 'and the same when its connection is for the other IKE version')
        : likely('ike-version-mismatch', `this peer succeeded with IKEv${other.version} in this log`),
    ];
    if (other !== undefined) causes.reverse();
    const offered = of.last('proposals.configured');
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes,
      summary: `${peerOf(of.sa)} refused the first message of ${of.sa.name ?? 'the connection'} with NO_PROPOSAL_CHOSEN: either no IKE proposal in common, or no connection for these addresses there; only its log can tell.`,
      evidence: evidence(of.last('ike.initiating'), offered, of.last('message.parsed'), notify),
      fix: [
        {
          where: 'peer',
          text: 'Read the peer\'s log at this time: "received proposals" with "configured proposals" means the algorithms differ; "no IKE config found" means addresses or IKE version',
          config: [],
        },
        {
          where: 'local',
          text: "Compare encryption, integrity, PRF, key exchange group and IKE version with the peer's settings",
          config: ['proposals = ...', 'version = ...'],
          ipsecConf: ['ike=...', 'keyexchange=...'],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time, at charon's default level: "received proposals:" or "no IKE config found"`,
    };
  },
};

/** IKEv1: charon answers INVALID-KEY-INFORMATION (printed by IKEv2's name) when it has no secret for the addresses (charon-log-facts 1.5). */
export const invalidKeyInformation: Rule = {
  name: 'v1-invalid-key-information',
  needs: ['notify.error.received'],
  judge(of) {
    const notify = of.last('notify.error.received');
    if (of.sa.version !== 1 || of.sa.everEstablished || notify?.fields.notify !== 'INVALID_KE_PAYLOAD') return null;
    return {
      severity: 'error',
      symptom: 'authentication-failed',
      causes: [
        likely('psk-missing', 'a strongSwan responder sends this when it has no pre-shared key for the two addresses'),
        possible('ke-group-mismatch', 'another implementation may mean the DH group'),
      ],
      summary: `${peerOf(of.sa)} refused with INVALID_KE_PAYLOAD after the key exchange: most likely it has no pre-shared key for these addresses.`,
      evidence: evidence(of.lastMessage('ID_PROT', 'request'), of.last('message.parsed'), notify),
      fix: [
        {
          where: 'peer',
          text: 'Add a secret there for the two addresses or identities',
          config: ['secrets { ike-1 { secret = "..." } }'],
          ipsecConf: [': PSK "..."'],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)}: "no shared key found for"`,
    };
  },
};

/** KE groups: one INVALID_KE_PAYLOAD round is normal; asking for what the other cannot do is the fault. */
export const keGroup: Rule = {
  name: 'ke-group-mismatch',
  needs: ['ke.unsupported', 'ke.gave-up'],
  judge(of) {
    const unsupported = of.last('ke.unsupported', 'ke.gave-up');
    if (unsupported === undefined) return null;
    const rejected = of.last('ke.rejected');
    const requested =
      rejected?.fields.requested ??
      (unsupported.type === 'ke.unsupported' ? unsupported.fields.requested : undefined) ??
      'another group';
    const keyword = keywordOf(requested);
    const option = of.sa.everEstablished ? 'esp_proposals' : 'proposals';
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes: [proven('ke-group-mismatch', `the peer insists on ${requested}, which is not available here`)],
      summary: `${peerOf(of.sa)} insists on key exchange method ${requested}${rejected === undefined ? '' : ` instead of ${rejected.fields.method}`}, which this side does not offer.`,
      evidence: evidence(rejected, unsupported),
      fix: [
        {
          where: 'local',
          text: `Add ${requested} to the proposals, or load the plugin that provides it`,
          config: keyword === null ? [] : [`${option} = ...-${keyword}`],
          ...(keyword === null ? {} : { ipsecConf: [`${option === 'proposals' ? 'ike' : 'esp'}=...-${keyword}`] }),
        },
      ],
    };
  },
};
