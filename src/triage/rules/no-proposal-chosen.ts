/**
 * NO_PROPOSAL_CHOSEN and its kin (RFC 7296 section 3.10.1; libcharon/sa/ikev2/tasks/ike_init.c, child_create.c, ikev1/tasks/main_mode.c).
 * The responder's log decides; the initiator sees one 36-byte answer whatever the reason was, and must say so.
 */
import { hasNotify, hasPayload, type IkeEvent, type IkeSa } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { Difference, Fix, RankedCause } from '../finding.ts';
import { proposalKeywords } from '../keywords.ts';
import { closestPair, describeMismatch, type ProposalPair, parseProposals } from '../proposals.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

interface Lists {
  readonly received: IkeEvent;
  readonly configured: IkeEvent;
  readonly pair: ProposalPair | null;
  readonly difference: Difference;
}

/** The two lists that charon prints when a choice fails; with several configurations it prints several pairs of lists. */
function listsOf(of: Case): Lists | null {
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

function fixOf(pair: ProposalPair | null, option: 'proposals' | 'esp_proposals'): Fix[] {
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

const said = (pair: ProposalPair | null) =>
  pair === null || pair.mismatch.length === 0 ? 'the offers have nothing in common' : describeMismatch(pair).join('; ');

/** Responder: the IKE proposals of both sides are in the log. */
const ikeProposalMismatch: Rule = {
  name: 'ike-proposal-mismatch',
  judge(of) {
    const refused = of.last('proposals.ike.unacceptable');
    const lists = listsOf(of);
    if (refused === undefined && !(lists !== null && isPhaseOne(of.sa) && sendsNoProposal(of.trigger))) return null;
    if (lists === null) return null;
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes: [proven('ike-proposal-mismatch', `both lists are in the log: ${said(lists.pair)}`)],
      summary: `${connectionOf(of.sa)} found no common IKE proposal: ${said(lists.pair)}.`,
      difference: lists.difference,
      evidence: evidence(lists.received, lists.configured, refused, of.trigger),
      fix: fixOf(lists.pair, 'proposals'),
    };
  },
};

const isPhaseOne = (sa: IkeSa) => sa.stage === 'IKE_SA_INIT' || sa.stage === 'ID_PROT' || sa.stage === 'AGGRESSIVE';
const sendsNoProposal = (e: IkeEvent) => e.type === 'message.generated' && hasNotify(e.fields.payloads, 'NO_PROP');

/** Did the same pair of hosts succeed under the other IKE version in this log? */
function otherVersionWorked(of: Case): IkeSa | undefined {
  const { sa } = of;
  return of.around.ikeSas.find(
    (o) =>
      o.daemon === sa.daemon &&
      o !== sa &&
      o.everEstablished &&
      o.remote.host === sa.remote.host &&
      o.version !== null &&
      o.version !== sa.version,
  );
}

/** Responder: no connection is configured for the two addresses (or for this IKE version: the lookup filters by it). */
const noIkeConfig: Rule = {
  name: 'no-ike-config',
  judge(of) {
    const none = of.last('lookup.ike.none');
    if (none === undefined) return null;
    const { local, remote } = none.fields;
    const version = of.sa.version;
    const other = otherVersionWorked(of);
    const isUnloaded =
      of.around.outside(of.sa.daemon).some((e) => e.type === 'daemon.started') &&
      !of.around.outside(of.sa.daemon).some((e) => e.type === 'config.loaded');
    const causes: RankedCause[] = [];
    if (other !== undefined)
      causes.push(
        likely(
          'ike-version-mismatch',
          `the same peer succeeded with IKEv${other.version} in this log, and the lookup is by version too`,
        ),
      );
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
          text: `Make local_addrs and remote_addrs of the connection fit (or %any), allow IKEv${version ?? '1 and 2'}, and load it: swanctl --load-all`,
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
const refusedAtStart: Rule = {
  name: 'no-proposal-chosen-received',
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
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time (--peer-log), at charon's default level: "received proposals:" or "no IKE config found"`,
    };
  },
};

/** IKEv1: charon answers INVALID-KEY-INFORMATION (printed by IKEv2's name) when it has no secret for the addresses (charon-log-facts 1.5). */
const invalidKeyInformation: Rule = {
  name: 'v1-invalid-key-information',
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
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)}: "no shared key found for"`,
    };
  },
};

/** KE groups: one INVALID_KE_PAYLOAD round is normal; asking for what the other cannot do is the fault. */
const keGroup: Rule = {
  name: 'ke-group-mismatch',
  judge(of) {
    const unsupported = of.last('ke.unsupported', 'ke.gave-up');
    if (unsupported === undefined) return null;
    const rejected = of.last('ke.rejected');
    const requested =
      rejected?.fields.requested ??
      (unsupported.type === 'ke.unsupported' ? unsupported.fields.requested : undefined) ??
      'another group';
    return {
      severity: 'error',
      symptom: 'no-proposal-chosen',
      causes: [proven('ke-group-mismatch', `the peer insists on ${requested}, which is not available here`)],
      summary: `${peerOf(of.sa)} insists on key exchange method ${requested}${rejected === undefined ? '' : ` instead of ${rejected.fields.method}`}, which this side does not offer.`,
      evidence: evidence(rejected, unsupported),
      fix: [
        { where: 'local', text: `Add ${requested} to the proposals, or load the plugin that provides it`, config: [] },
      ],
    };
  },
};

/** Was the CHILD_SA asked for in a CREATE_CHILD_SA exchange, i.e. after one had come up with IKE_AUTH, and is it a rekeying? */
function childContext(of: Case): { isRekey: boolean; workedBefore: boolean; isFirst: boolean } {
  const request = of.lastMessage('CREATE_CHILD_SA', 'request');
  const isRekey = request !== undefined && hasNotify(request.fields.payloads, 'REKEY_SA');
  const workedBefore =
    of.sa.children.some((c) => c.spiIn !== null) || (of.sa.continues?.ikeSa.children.length ?? 0) > 0;
  return { isRekey, workedBefore, isFirst: request === undefined && of.sa.version !== 1 };
}

/** The only thing that differs is the key exchange, and it is one that IKE_AUTH does not look at: PFS. */
function isPfs(of: Case, pair: ProposalPair | null): boolean {
  if (pair === null || pair.mismatch.length !== 1 || pair.mismatch[0] !== 'KE') return false;
  return of.sa.version === 1 || !childContext(of).isFirst;
}

/** The side that compared: both ESP (or AH) lists are in its log. */
const childProposalMismatch: Rule = {
  name: 'esp-proposal-mismatch',
  judge(of) {
    const refused = of.last('proposals.child.unacceptable');
    const lists = listsOf(of);
    if (refused === undefined || lists === null) return null;
    const pfs = isPfs(of, lists.pair);
    const { isRekey, workedBefore } = childContext(of);
    const what = isRekey ? 'could not be rekeyed' : 'came to nothing';
    return {
      severity: 'error',
      symptom: isRekey && workedBefore ? 'rekey-failed' : 'no-proposal-chosen',
      causes: [
        proven(pfs ? 'pfs-mismatch' : 'esp-proposal-mismatch', `both lists are in the log: ${said(lists.pair)}`),
      ],
      summary: `The CHILD_SA of ${of.sa.name ?? peerOf(of.sa)} ${what}: ${pfs ? 'perfect forward secrecy differs, ' : ''}${said(lists.pair)}${pfs && workedBefore ? '; the first one came up because IKE_AUTH does not negotiate this group' : ''}.`,
      difference: lists.difference,
      evidence: evidence(lists.received, lists.configured, refused, of.trigger),
      fix: fixOf(lists.pair, 'esp_proposals'),
    };
  },
};

/** The side that was refused: IKEv2 `received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built`, IKEv1 `... error notify` in Quick Mode. */
const childRefused: Rule = {
  name: 'child-no-proposal-chosen-received',
  judge(of) {
    const notify =
      of.last('notify.child.received') ?? (of.sa.everEstablished ? of.last('notify.error.received') : undefined);
    if (notify === undefined || notify.fields.notify !== 'NO_PROPOSAL_CHOSEN') return null;
    const { isRekey, workedBefore } = childContext(of);
    const request = of.lastMessage('CREATE_CHILD_SA', 'request') ?? of.lastMessage('QUICK_MODE', 'request');
    const withKe = request !== undefined && hasPayload(request.fields.payloads, 'KE');
    const causes = rankRefusedChild(isRekey && workedBefore, withKe, of.sa.version === 1);
    return {
      severity: 'error',
      symptom: isRekey && workedBefore ? 'rekey-failed' : 'no-proposal-chosen',
      causes,
      summary: `${peerOf(of.sa)} refused the ${isRekey ? 'rekeying of the CHILD_SA' : 'CHILD_SA'} of ${of.sa.name ?? 'the connection'} with NO_PROPOSAL_CHOSEN${isRekey && workedBefore ? ' although the first one was accepted: most likely the PFS group' : ': the ESP algorithms differ, or its kernel refused the SA'}; the IKE_SA stays up.`,
      evidence: evidence(of.last('child.establishing'), request, notify, of.last('child.failed', 'child.rekey.failed')),
      fix: [
        {
          where: 'local',
          text: isRekey
            ? 'Give esp_proposals the PFS group that the peer has (or none, if it has none)'
            : 'Give esp_proposals one set of algorithms that the peer has too',
          config: ['esp_proposals = ...'],
          ipsecConf: ['esp=...'],
        },
        {
          where: 'peer',
          text: 'Its log at this time prints both lists: "received proposals: ESP:" and "configured proposals: ESP:"',
          config: [],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time: the two ESP lists, or an error of its kernel`,
      childSa: of.sa.children.findLast((c) => c.outcome === 'failed') ?? null,
    };
  },
};

function rankRefusedChild(isRekeyOfWorking: boolean, withKe: boolean, isV1: boolean): RankedCause[] {
  const kernel = possible('kernel-sa-failed', 'charon answers the same when its kernel refuses the SA');
  if (isRekeyOfWorking) {
    return [
      likely(
        'pfs-mismatch',
        `the same algorithms were accepted in IKE_AUTH, where no key exchange group is compared; this request came ${withKe ? 'with' : 'without'} one`,
      ),
      possible('esp-proposal-mismatch', "the peer's configuration may have changed since"),
      kernel,
    ];
  }
  const esp = likely('esp-proposal-mismatch', 'the usual reason for this answer to a CHILD_SA');
  if (isV1)
    return [
      esp,
      possible('pfs-mismatch', `Quick Mode was proposed ${withKe ? 'with' : 'without'} a PFS group`),
      kernel,
    ];
  return [esp, kernel];
}

export const noProposalChosen = {
  ikeProposalMismatch,
  noIkeConfig,
  refusedAtStart,
  invalidKeyInformation,
  keGroup,
  childProposalMismatch,
  childRefused,
} satisfies { readonly [name: string]: Rule };
