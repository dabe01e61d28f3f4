/**
 * The responder's half-open IKE_SAs (libcharon/processing/jobs/delete_ike_sa_job.c): how far did the initiator come before it fell silent?
 */
import { hasPayload, type IkeEvent } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { Fix, RankedCause } from '../finding.ts';
import { evidence, likely, possible, type Rule } from '../rule.ts';
import { fragmentFix, openPorts } from './silence.ts';

/** The responder's half-open IKE_SA was reaped: how far did the initiator come? */
export const halfOpen: Rule = {
  name: 'half-open-timeout',
  needs: ['ike.half-open.timeout'],
  judge(of) {
    const reaped = of.last('ike.half-open.timeout');
    if (reaped === undefined) return null;
    const peer = peerOf(of.sa);
    const auth = of
      .all('message.parsed')
      .find((e) => e.fields.exchange === 'IKE_AUTH' && e.fields.direction === 'request');
    const fragment = of.last('fragment.received');
    const again = of.last('retransmit.received', 'retransmit.unanswerable');
    const { causes, what, fix } = rankHalfOpen(
      of,
      peer,
      auth,
      fragment !== undefined && !of.has('fragment.reassembled'),
      again !== undefined,
    );
    return {
      severity: 'error',
      symptom: 'half-open-timeout',
      causes,
      summary: `${connectionOf(of.sa)} was never completed: ${what}, and the half-open IKE_SA was dropped.`,
      evidence: evidence(of.last('ike.peer-initiating'), of.all('message.generated')[0], auth, fragment, again, reaped),
      fix,
      wouldSettle: `the log of ${peer} at the same time: it says why it stopped, or that it repeats messages that do not arrive`,
    };
  },
};

/** Copies of one request that say more than loss: the answers do not arrive. */
const TELLING_COPIES = 3;

/** The peer repeats a request that was answered each time (charon-log-facts section 8). One or two copies heal, as a rule. */
export const answersLost: Rule = {
  name: 'reply-lost',
  judge(of) {
    if (of.trigger.type !== 'retransmit.received') return null;
    const { mid } = of.trigger.fields;
    const copies = of.all('retransmit.received').filter((e) => e.fields.mid === mid);
    if (copies.length !== TELLING_COPIES) return null;
    const peer = peerOf(of.sa);
    return {
      severity: 'warning',
      symptom: 'retransmit-timeout',
      causes: [
        likely('reply-lost', `${peer} sent request ${mid} again ${copies.length} times though each was answered`),
        possible('fragments-lost', 'if the answer is large, its fragments may be lost'),
      ],
      summary: `${peer} keeps repeating request ${mid}: the answers of this side do not reach it.`,
      evidence: evidence(of.last('message.generated'), ...copies),
      fix: [openPorts(of.sa, of.sa.local.port ?? 4500)],
      wouldSettle: `the log of ${peer}: it retransmits and gives up`,
    };
  },
};

function rankHalfOpen(
  of: Case,
  peer: string,
  auth: IkeEvent | undefined,
  isFragmented: boolean,
  repeats: boolean,
): { causes: RankedCause[]; what: string; fix: readonly Fix[] } {
  const open = openPorts(of.sa, 4500);
  if (of.has('retransmit.unanswerable')) {
    return {
      causes: [likely('v1-phase1-stalled', 'the peer repeats a message to which this side decided to say nothing')],
      what: `a message of ${peer} was not answered on purpose`,
      fix: [{ where: 'local', text: 'See the lines before: they say why the message was dropped', config: [] }],
    };
  }
  if (isFragmented) {
    return {
      causes: [likely('fragments-lost', 'some fragments of a message came, others never did')],
      what: `only some fragments of ${peer}'s message arrived`,
      fix: fragmentFix,
    };
  }
  if (auth !== undefined && auth.type === 'message.parsed') {
    const isEap = hasPayload(of.all('message.generated').at(-1)?.fields.payloads ?? '', 'EAP');
    return {
      causes: [
        likely(
          'peer-went-silent',
          `${peer} got ${isEap ? 'the certificate and the EAP request' : 'an answer'} and did not go on: clients stop in silence when they do not like the server's certificate or identity`,
        ),
        possible('fragments-lost', 'or the answer, which holds the certificate, was lost'),
      ],
      what: `${peer} stopped after IKE_AUTH had begun`,
      fix: [
        {
          where: 'local',
          text: 'Check that the own certificate holds the name that the client connects to as subjectAltName, with serverAuth, and that its CA is known there',
          config: [],
        },
      ],
    };
  }
  if (repeats) {
    return {
      causes: [likely('reply-lost', `${peer} repeats its request: the answers of this side do not reach it`)],
      what: `${peer} keeps repeating its first message, so the answers are lost`,
      fix: [openPorts(of.sa, 500), { where: 'local', text: 'Answer from the address that the peer calls', config: [] }],
    };
  }
  return {
    causes: [
      possible('udp-4500-blocked', 'the next message comes by UDP port 4500'),
      possible(
        'peer-went-silent',
        `${peer} may have stopped on its own: no secret, no private key, or a proposal it does not like`,
      ),
      possible('fragments-lost', 'or its next message is large and lost on the way'),
    ],
    what: `${peer} said nothing after the answer to its first message`,
    fix: [
      open,
      {
        where: 'peer',
        text: 'Read its log: a missing secret or private key stops an initiator without a packet',
        config: [],
      },
    ],
  };
}
