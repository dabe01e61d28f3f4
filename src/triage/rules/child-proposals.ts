/**
 * The CHILD_SA refused: NO_PROPOSAL_CHOSEN in IKE_AUTH, CREATE_CHILD_SA or Quick Mode
 * (RFC 7296 section 3.10.1; libcharon/sa/ikev2/tasks/child_create.c, ikev1/tasks/quick_mode.c).
 */
import { hasNotify, hasPayload } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { RankedCause } from '../finding.ts';
import type { ProposalPair } from '../proposals.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { listsOf, proposalFix, said } from './proposal-lists.ts';

/** Was the CHILD_SA asked for in a CREATE_CHILD_SA exchange, i.e. after one had come up with IKE_AUTH, and is it a rekeying? */
function childContext(of: Case): { isRekey: boolean; workedBefore: boolean } {
  const request = of.lastMessage('CREATE_CHILD_SA', 'request');
  const isRekey = request !== undefined && hasNotify(request.fields.payloads, 'REKEY_SA');
  const workedBefore =
    of.sa.children.some((c) => c.spiIn !== null) || (of.sa.continues?.ikeSa.children.length ?? 0) > 0;
  return { isRekey, workedBefore };
}

/** The only thing that differs is a key exchange. IKE_AUTH negotiates none (RFC 7296 section 1.2), so it is that of CREATE_CHILD_SA or Quick Mode: PFS. */
function isPfs(pair: ProposalPair | null): boolean {
  return pair !== null && pair.mismatch.length > 0 && pair.mismatch.every((type) => type.startsWith('KE'));
}

/** The side that compared: both ESP (or AH) lists are in its log. */
export const childProposalMismatch: Rule = {
  name: 'esp-proposal-mismatch',
  needs: ['proposals.child.unacceptable'],
  judge(of) {
    const refused = of.last('proposals.child.unacceptable');
    const lists = listsOf(of);
    if (refused === undefined || lists === null) return null;
    const pfs = isPfs(lists.pair);
    const { isRekey, workedBefore } = childContext(of);
    const what = isRekey ? 'could not be rekeyed' : 'came to nothing';
    return {
      severity: 'error',
      symptom: isRekey && workedBefore ? 'rekey-failed' : 'no-proposal-chosen',
      causes: [proven(pfs ? 'pfs-mismatch' : 'esp-proposal-mismatch', 'charon printed both lists when it refused')],
      summary: `The CHILD_SA of ${of.sa.name ?? peerOf(of.sa)} ${what}: ${pfs ? 'perfect forward secrecy differs, ' : ''}${said(lists.pair)}${pfs && workedBefore ? '; the first one came up because IKE_AUTH does not negotiate this group' : ''}.`,
      difference: lists.difference,
      evidence: evidence(lists.received, lists.configured, refused, of.trigger),
      fix: proposalFix(lists.pair, 'esp_proposals'),
    };
  },
};

/** The side that was refused: IKEv2 `received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built`, IKEv1 `... error notify` in Quick Mode. */
export const childRefused: Rule = {
  name: 'child-no-proposal-chosen-received',
  needs: ['notify.child.received', 'notify.error.received'],
  judge(of) {
    const notify =
      of.last('notify.child.received') ?? (of.sa.everEstablished ? of.last('notify.error.received') : undefined);
    if (notify === undefined || notify.fields.notify !== 'NO_PROPOSAL_CHOSEN') return null;
    const { isRekey, workedBefore } = childContext(of);
    const request = of.lastMessage('CREATE_CHILD_SA', 'request') ?? of.lastMessage('QUICK_MODE', 'request');
    const withKe = request !== undefined && hasPayload(request.fields.payloads, 'KE');
    // A responder that had selected a proposal is not refused for the proposals.
    const hadChosen = of.has('proposal.selected');
    // After a rekeying that failed, the new CHILD_SA that charon tries fails for the same reason.
    const failedBefore = of.sa.events.some((e) => e.type === 'child.rekey.failed');
    const isPfsLikely = workedBefore && (isRekey || (withKe && failedBefore));
    const causes = hadChosen ? [kernelOfPeer] : rankRefusedChild(isPfsLikely, withKe, of.sa.version === 1);
    return {
      severity: 'error',
      symptom: isRekey && workedBefore ? 'rekey-failed' : 'no-proposal-chosen',
      causes,
      summary: `${peerOf(of.sa)} refused the ${isRekey ? 'rekeying of the CHILD_SA' : 'CHILD_SA'} of ${of.sa.name ?? 'the connection'} with NO_PROPOSAL_CHOSEN${hadChosen ? ' after the proposals had been agreed upon: its kernel refused the SA' : isPfsLikely ? ' although the first one was accepted: most likely the PFS group' : ': the ESP algorithms differ, or its kernel refused the SA'}; the IKE_SA stays up.`,
      evidence: evidence(of.last('child.establishing'), request, notify, of.last('child.failed', 'child.rekey.failed')),
      fix: [
        {
          where: 'local',
          text: isPfsLikely
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

const kernelOfPeer = likely('kernel-sa-failed', 'the proposals were agreed upon before, so its kernel refused the SA');

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
  return [esp, kernel, possible('mode-mismatch', 'some peers answer so when tunnel and transport mode differ')];
}
