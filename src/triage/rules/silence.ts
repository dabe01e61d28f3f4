/**
 * No answer: retransmission given up (RFC 7296 section 2.1; charon-log-facts section 8), half-open timeouts, and logs that end in the middle.
 * Which request got no answer, how large it was and by which ports tells the causes apart.
 */
import type { EventOf, IkeEvent, IkeSa } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { Fix, RankedCause, Severity, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { scheduleOf, unusualSchedule } from '../schedule.ts';

/** Bytes of IKE payload that pass any path in one packet: 1280 (IPv6 minimum) less headers. */
const SAFE_SIZE = 1200;
/** How long before a request, in milliseconds, a link that goes still has to do with its silence. */
const LINK_MS = 60_000;

interface Unanswered {
  readonly request: EventOf<'message.generated'> | undefined;
  readonly bytes: number;
  /** Packets of one transmission; more than one means IKE fragments (RFC 7383). */
  readonly packets: number;
  readonly retransmits: readonly EventOf<'retransmit.sent'>[];
  /** The remote port that it was sent to. */
  readonly port: number | null;
}

/** The request that got no answer, and how it went out. */
function unanswered(of: Case): Unanswered {
  const retransmits = of.all('retransmit.sent');
  const mid = retransmits.at(-1)?.fields.mid;
  const requests = of
    .all('message.generated')
    .filter((e) => e.fields.direction === 'request' && (mid === undefined || e.fields.mid === mid));
  const whole = requests.find((e) => !/\b(EF|FRAG)\(/.test(e.fields.payloads)) ?? requests[0];
  const from = whole === undefined ? -1 : of.events.indexOf(whole);
  const until = retransmits[0] === undefined ? of.events.length : of.events.indexOf(retransmits[0]);
  const packets = of.events.slice(from + 1, until).filter((e): e is EventOf<'packet.sent'> => e.type === 'packet.sent');
  return {
    request: whole,
    bytes: packets.reduce((sum, e) => sum + e.fields.bytes, 0),
    packets: packets.length,
    retransmits,
    port: of.sa.remote.port,
  };
}

export const openPorts = (sa: IkeSa, port: number): Fix => ({
  where: 'network',
  text: `Let UDP ${port} pass both ways between ${sa.local.host ?? 'this host'} and ${peerOf(sa)} (firewalls, NAT, cloud security groups)`,
  config: [],
});

export const fragmentFix: readonly Fix[] = [
  {
    where: 'local',
    text: 'Let IKE do the fragmenting, in smaller pieces',
    config: ['fragmentation = yes', '# strongswan.conf: charon.fragment_size = 1200'],
    ipsecConf: ['fragmentation=yes'],
  },
  {
    where: 'network',
    text: 'Let UDP fragments pass, or make the message smaller: ECDSA certificates, no intermediate sent',
    config: [],
  },
];

/** A schedule of one's own is told with the first cause: charon waited for less, or longer, than its reader may expect. */
const withSchedule = ([first, ...others]: readonly RankedCause[], unusual: string): RankedCause[] => [
  { ...first!, reason: `${first!.reason}; this side repeats by a schedule of its own: ${unusual}` },
  ...others,
];

function timeout(
  of: Case,
  severity: Severity,
  causes: readonly RankedCause[],
  summary: string,
  fix: readonly Fix[],
  request: IkeEvent | undefined,
  settle: string | null,
): Verdict {
  const retransmits = of.all('retransmit.sent');
  const gaveUp = of.last('retransmit.gave-up');
  const unusual = unusualSchedule(
    request === undefined
      ? null
      : scheduleOf(
          [request, ...retransmits].map((e) => e.at),
          gaveUp?.at ?? Number.NaN,
        ),
  );
  return {
    severity,
    symptom: 'retransmit-timeout',
    causes: unusual === null ? causes : withSchedule(causes, unusual),
    summary,
    evidence: evidence(
      request,
      retransmits[0],
      retransmits.at(-1),
      of.last('retransmit.gave-up'),
      of.last('ike.no-response'),
      of.trigger,
    ),
    fix,
    wouldSettle: settle,
  };
}

const span = (of: Case, last: IkeEvent) => {
  const first = of.events[0];
  const seconds = first === undefined ? Number.NaN : Math.round((last.at - first.at) / 1000);
  return Number.isNaN(seconds) || seconds <= 0 ? '' : ` within ${seconds} s`;
};

/** The very first request of an attempt: nothing of the peer has been heard. */
function firstUnanswered(of: Case, u: Unanswered, severity: Severity): Verdict {
  const peer = peerOf(of.sa);
  const port = u.port ?? 500;
  const unsendable = of.around
    .outside(of.sa.daemon)
    .find((e) => e.type === 'packet.unsendable' && !(e.at < (of.events[0]?.at ?? 0)));
  if (unsendable?.type === 'packet.unsendable') {
    return {
      ...timeout(
        of,
        severity,
        [proven('network-unreachable', `this host could not send: ${unsendable.fields.error}`)],
        `Nothing left this host for ${peer}: ${unsendable.fields.error}.`,
        [
          {
            where: 'local',
            text: 'Bring the interface up, or give it a route to the peer; in a container, check its network',
            config: [],
          },
        ],
        u.request,
        null,
      ),
      evidence: evidence(u.request, unsendable, u.retransmits[0], of.trigger),
    };
  }
  return timeout(
    of,
    severity,
    [
      likely('peer-unreachable', `not one packet came back from ${peer}`),
      possible('reply-lost', 'the request may arrive and the answer be lost or come from another address'),
      possible('half-open-limit', 'a peer under load ignores new requests in silence'),
    ],
    `${peer} never answered the first message of ${of.sa.name ?? 'the connection'} (sent ${u.retransmits.at(-1)?.fields.n ?? 0} more times to UDP port ${port}${span(of, of.trigger)}): nothing came back at all.`,
    [
      openPorts(of.sa, port),
      { where: 'peer', text: 'Check that its IKE daemon runs and listens on the address used here', config: [] },
      { where: 'local', text: 'Check remote_addrs', config: [`remote_addrs = ${peer}`], ipsecConf: [`right=${peer}`] },
    ],
    u.request,
    `the log of ${peer}: "received packet: from ${of.sa.local.host ?? 'this host'}" means that the way there works and the answer is lost; nothing there means that the request is lost; tcpdump -n udp port ${port} on both ends`,
  );
}

/** IKE_AUTH, or Main Mode's last pair: the way to port 4500 and large messages come into play. */
function authUnanswered(of: Case, u: Unanswered, severity: Severity): Verdict {
  const peer = peerOf(of.sa);
  const big = u.packets > 1 || u.bytes > SAFE_SIZE;
  const moved = u.port !== null && u.port !== 500;
  const silent = possible('peer-went-silent', `${peer} may have rejected the message without answering`);
  const blocked = moved
    ? (big ? possible : likely)('udp-4500-blocked', `port 500 worked, and this is the first exchange on port ${u.port}`)
    : possible('peer-unreachable', 'the path may have broken at this moment');
  const lost = likely(
    'fragments-lost',
    `the message has ${u.bytes} bytes${u.packets > 1 ? ` in ${u.packets} fragments` : ', more than fits in one packet on many paths'}`,
  );
  const psk =
    of.sa.version === 1 ? [possible('psk-mismatch', 'a peer that cannot decrypt the message may say nothing')] : [];
  const causes = big
    ? [lost, blocked, silent]
    : of.sa.version === 1 && !moved
      ? [...psk, silent, blocked]
      : [blocked, silent, ...psk];
  const shape = u.packets > 1 ? `${u.bytes} bytes in ${u.packets} fragments` : `${u.bytes} bytes`;
  return timeout(
    of,
    severity,
    causes,
    `${peer} answered the first exchange but not ${u.request?.fields.exchange ?? 'the next'} (${shape}, to UDP port ${u.port ?? '?'}, sent ${u.retransmits.at(-1)?.fields.n ?? 0} more times): ${big ? 'large messages seem not to get through' : moved ? `UDP port ${u.port} seems blocked` : 'it stays silent'}.`,
    big
      ? [...fragmentFix, openPorts(of.sa, u.port ?? 4500)]
      : [
          openPorts(of.sa, u.port ?? 4500),
          { where: 'peer', text: 'See in its log whether the message arrived', config: [] },
        ],
    u.request,
    `the log of ${peer}: "parsed ${u.request?.fields.exchange ?? 'IKE_AUTH'} request" there means it arrived and the answer is lost or withheld; "received fragment" without "reassembled" means fragments are lost; nothing means the port is blocked`,
  );
}

/** Why the silence may be of this side's own making: no route, an address that went, packets that could not be sent. */
function ownReasons(of: Case, since: number): { causes: RankedCause[]; proof: IkeEvent[] } {
  const lately = of.around.outside(of.sa.daemon).filter((e) => !(e.at < since));
  const unsendable = lately.findLast((e) => e.type === 'packet.unsendable');
  const lost =
    of.last('mobike.no-route') ??
    lately.findLast((e) => e.type === 'interface.lost' && e.fields.address === of.sa.local.host);
  const causes: RankedCause[] = [];
  if (unsendable !== undefined)
    causes.push(likely('network-unreachable', `this host could not send: ${unsendable.text.trim()}`));
  if (lost !== undefined) causes.push(likely('address-changed', lost.text.trim()));
  return { causes, proof: [unsendable, lost].filter((e) => e !== undefined) };
}

/** An IKE_SA that was up: liveness checks or a rekeying without answer (libcharon/sa/ike_sa.c: retransmit). */
function lostTunnel(of: Case, u: Unanswered): Verdict {
  const peer = peerOf(of.sa);
  const exchange = u.request?.fields.exchange ?? 'INFORMATIONAL';
  const isRekey = exchange === 'CREATE_CHILD_SA';
  const byDpd = of.has('dpd.sent', 'dpd.timeout') || exchange.startsWith('INFORMATIONAL');
  const own = ownReasons(of, (u.request?.at ?? of.trigger.at) - LINK_MS);
  const causes: RankedCause[] = [
    ...own.causes,
    isRekey
      ? likely('rekey-timeout', 'a rekeying got no answer')
      : likely('dpd-timeout', byDpd ? 'a liveness check got no answer' : 'a request got no answer'),
    possible('stale-sa', `${peer} may have restarted and forgotten this IKE_SA: it then says nothing`),
  ];
  if (of.all('retransmit.received').length > 1) {
    causes.push(
      possible('reply-lost', `${peer} repeated requests that were answered: the answers of this side may not reach it`),
      possible('fragments-lost', 'if those answers are large, their fragments may be lost'),
    );
  }
  if (of.sa.natLocal || of.sa.natRemote)
    causes.push(possible('nat-mapping-changed', 'there is NAT in between, whose mapping may have expired'));
  const verdict = timeout(
    of,
    'error',
    causes,
    `The tunnel ${of.sa.name ?? ''} to ${peer} was up and went silent: ${exchange}${u.request === undefined ? '' : ` ${u.request.fields.mid}`} was sent ${1 + (u.retransmits.at(-1)?.fields.n ?? 0)} times without an answer, so it was given up.`.replace(
      '  ',
      ' ',
    ),
    [
      {
        where: 'network',
        text: `Check the path to ${peer} (UDP ${u.port ?? 500}); behind NAT let keep-alives come more often than the mapping lives`,
        config: ['# strongswan.conf: charon.keep_alive = 20s'],
      },
      {
        where: 'local',
        text: 'Let it come back by itself',
        config: ['dpd_action = restart', 'close_action = start'],
        ipsecConf: ['dpdaction=restart', 'closeaction=restart'],
      },
    ],
    u.request,
    `the log of ${peer}: a daemon start at this time means it restarted; received requests mean its answers are lost`,
  );
  return { ...verdict, symptom: 'tunnel-lost', evidence: evidence(...own.proof, ...verdict.evidence) };
}

const isFirst = (exchange: string | undefined, seq: number | undefined) =>
  exchange === 'IKE_SA_INIT' ||
  ((exchange === 'ID_PROT' || exchange === 'AGGRESSIVE') && (seq === undefined || seq === 1));

function judgeSilence(of: Case, severity: Severity): Verdict {
  const u = unanswered(of);
  if (of.sa.everEstablished) return lostTunnel(of, u);
  const heard = of.has('message.parsed', 'packet.received');
  const isFirstExchange = isFirst(u.request?.fields.exchange, u.retransmits.at(-1)?.fields.seq);
  return !heard || isFirstExchange ? firstUnanswered(of, u, severity) : authUnanswered(of, u, severity);
}

/** Given up. */
export const gaveUp: Rule = {
  name: 'retransmit-timeout',
  needs: ['retransmit.gave-up', 'ike.no-response', 'dpd.timeout'],
  judge(of) {
    const isTimeout = of.has('retransmit.gave-up', 'ike.no-response', 'dpd.timeout');
    return isTimeout ? judgeSilence(of, 'error') : null;
  },
};

/** The log ends while a request is being repeated. Twice may still heal; more than twice is a failure in progress. */
export const stillRetransmitting: Rule = {
  name: 'still-retransmitting',
  needs: ['retransmit.sent'],
  judge(of) {
    const last = of.last('retransmit.sent');
    if (
      last === undefined ||
      of.sa.outstanding === null ||
      of.sa.outstanding.isAnswered ||
      of.sa.outstanding.retransmits === 0
    )
      return null;
    return judgeSilence(of, last.fields.n >= 3 ? 'error' : 'warning');
  },
};
