/**
 * Local reasons why nothing was begun, kernels that refuse, and why a working tunnel ended (charon-log-facts 12.6, 12.8; cause catalogue 2.4 and 2.5).
 */
import type { EventType, IkeEvent } from '../../negotiation/index.ts';
import { type Case, connectionOf, peerOf } from '../case.ts';
import type { RankedCause, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

/** The peer's name did not resolve: no packet was sent. */
export const unresolved: Rule = {
  name: 'peer-unresolvable',
  needs: ['ike.unresolved'],
  judge(of) {
    const event = of.last('ike.unresolved');
    if (event === undefined) return null;
    return {
      severity: 'error',
      symptom: 'aborted-locally',
      causes: [proven('peer-unresolvable', `${event.fields.host} has no address here`)],
      summary: `The name ${event.fields.host} could not be resolved, so nothing was sent.`,
      evidence: evidence(event),
      fix: [
        {
          where: 'local',
          text: 'Check DNS on this host, or give the address; let charon try again',
          config: ['remote_addrs = <address>', '# strongswan.conf: charon.retry_initiate_interval = 60'],
          ipsecConf: ['right=<address>'],
        },
      ],
    };
  },
};

/** 6.x: an error of the responder's kernel replaces the rest of its IKE_AUTH answer, which then lacks IDr (charon-log-facts 2.57). */
export const idrMissing: Rule = {
  name: 'idr-missing',
  needs: ['identity.missing'],
  judge(of) {
    const missing = of.last('identity.missing');
    const answer = of.lastMessage('IKE_AUTH', 'response');
    if (missing === undefined) return null;
    const isKernel = answer !== undefined && /N\((TS_UNACCEPT|NO_PROP)\)/.test(answer.fields.payloads);
    return {
      severity: 'error',
      symptom: isKernel ? 'install-failed' : 'aborted-locally',
      causes: isKernel
        ? [
            likely('kernel-sa-failed', 'a strongSwan 6 responder whose kernel refuses the CHILD_SA sends just this'),
            possible('policy-conflict', 'or its policies clash'),
          ]
        : [possible('peer-interop', 'a conforming peer sends its identity')],
      summary: isKernel
        ? `${peerOf(of.sa)} authenticated this side but could not install the CHILD_SA in its kernel; its answer held nothing but the error, so the IKE_SA was dropped here.`
        : `${peerOf(of.sa)} sent no identity, which no conforming peer does.`,
      evidence: evidence(answer, missing, of.trigger),
      fix: [
        { where: 'peer', text: 'Read its log: "unable to install ..." and the kernel\'s error before it', config: [] },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time: "unable to install"`,
    };
  },
};

export const childless: Rule = {
  name: 'childless',
  needs: ['childless.mismatch'],
  judge(of) {
    const event = of.last('childless.mismatch');
    if (event === undefined) return null;
    return {
      severity: 'error',
      symptom: 'aborted-locally',
      causes: [proven('refused-by-policy', event.text.trim())],
      summary: `The two ends disagree on childless initiation: ${event.text.trim()}.`,
      evidence: evidence(event, of.trigger),
      fix: [{ where: 'local', text: 'Allow both', config: ['childless = allow'] }],
    };
  },
};

/** The kernel's answers of which each alone is a reason. */
const KERNEL_REFUSALS = [
  'kernel.sa.failed',
  'kernel.policy.failed',
  'kernel.policy.conflict',
  'kernel.spi.failed',
] as const satisfies readonly EventType[];

/** IKEv1 says nothing more when a CHILD_SA fails; IKEv2 says `failed to establish CHILD_SA`, and is judged then. */
export const installFailedV1: Rule = {
  name: 'kernel-sa-failed-v1',
  needs: KERNEL_REFUSALS,
  judge: (of) => (of.sa.version === 1 ? installFailed.judge(of) : null),
};

const MODULE_ERRORS = new Set([2, 38, 89, 93]);

/** The kernel refused SAs or policies. Its errno tells most (cause catalogue 2.4). */
export const installFailed: Rule = {
  name: 'kernel-sa-failed',
  needs: KERNEL_REFUSALS,
  judge(of) {
    const refused = of.last(...KERNEL_REFUSALS);
    if (refused === undefined) return null;
    const error = of.last('kernel.error');
    const unsupported = of.last('kernel.unsupported');
    const conflict = of.last('kernel.policy.conflict');
    const code = error?.fields.code;
    return {
      severity: 'error',
      symptom: 'install-failed',
      causes: kernelCauses(of, conflict, unsupported, code),
      summary: `${connectionOf(of.sa)} was negotiated, but the kernel here refused the CHILD_SA${error === undefined ? '' : ` (${error.fields.error}${code === undefined ? '' : `, errno ${code}`})`}: ${refused.text.trim()}.`,
      evidence: evidence(
        error,
        unsupported,
        conflict,
        ...of.all('kernel.sa.failed', 'kernel.policy.failed', 'kernel.spi.failed'),
        of.trigger,
      ),
      fix: [
        {
          where: 'local',
          text:
            conflict === undefined
              ? kernelFix(code, of.has('kernel.sa.failed', 'kernel.spi.failed'))
              : 'Give the connections different selectors, marks or interface ids (two peers behind one NAT), and remove stale policies: ip xfrm policy',
          config: [],
        },
      ],
    };
  },
};

function kernelCauses(
  of: Case,
  conflict: IkeEvent | undefined,
  unsupported: IkeEvent | undefined,
  code: number | undefined,
): RankedCause[] {
  const first = kernelCause(of, conflict, unsupported, code);
  const isModule = code !== undefined && MODULE_ERRORS.has(code) && first.cause !== 'kernel-module-missing';
  return isModule
    ? [first, possible('kernel-module-missing', 'no ESP at all, if no other algorithm works either')]
    : [first];
}

function kernelCause(
  of: Case,
  conflict: IkeEvent | undefined,
  unsupported: IkeEvent | undefined,
  code: number | undefined,
): RankedCause {
  if (conflict !== undefined) return proven('policy-conflict', 'another CHILD_SA holds the same policy');
  if (unsupported !== undefined) return likely('kernel-module-missing', unsupported.text.trim());
  if (code === 1) return proven('permission-denied', 'the kernel says "Operation not permitted": no CAP_NET_ADMIN');
  if (code !== undefined && MODULE_ERRORS.has(code))
    return likely('kernel-sa-failed', 'that error means an algorithm or module the kernel does not have');
  return proven(
    'kernel-sa-failed',
    of.has('kernel.policy.failed') ? 'charon could not install the policies' : 'charon could not install the SAs',
  );
}

function kernelFix(code: number | undefined, isSa: boolean): string {
  if (code === 1) return 'Run charon with CAP_NET_ADMIN (container: --cap-add NET_ADMIN)';
  if (code === 17) return 'A stale entry is in the way: look at ip xfrm state and ip xfrm policy';
  if (!isSa)
    return 'See with ip xfrm policy which policy is in the way, and check that the kernel takes policies at all (modprobe xfrm_user)';
  return 'Check that the kernel has XFRM, ESP and the algorithm (modprobe esp4 xfrm_user; authenc, gcm), or choose another algorithm';
}

/** The peer ended an IKE_SA that was up. Said, not alarmed: it may be its operator, its timer or its rekeying. */
export const peerDeleted: Rule = {
  name: 'peer-deleted',
  judge(of): Verdict | null {
    const { sa } = of;
    if (!sa.everEstablished || sa.outcome !== 'deleted' || sa.reauthenticating || sa.state === 'REKEYED') return null;
    // Without a tunnel there is none to lose: the finding about its CHILD_SA says it.
    if (sa.children.length > 0 && sa.children.every((c) => c.outcome === 'failed')) return null;
    const age = of.trigger.at - sa.establishedAt;
    const isSudden = sa.version === 1 && sa.role === 'responder' && sa.children.length === 0 && !(age >= 3000);
    if (isSudden && !quickMode(of)) return rejectedByDelete(of);
    return {
      severity: 'info',
      symptom: 'tunnel-lost',
      causes: [proven('peer-deleted', 'the peer sent the DELETE, not this side')],
      summary:
        `${peerOf(sa)} deleted the IKE_SA ${sa.name ?? ''}${Number.isNaN(age) ? '' : ` ${Math.round(age / 1000)} s after it came up`}: its operator, a timer or a restart.`.replace(
          '  ',
          ' ',
        ),
      evidence: evidence(of.last('message.parsed'), of.trigger),
      fix: [{ where: 'peer', text: 'If it was not wanted: its log tells why', config: [] }],
      wouldSettle: `the log of ${peerOf(sa)} at this time`,
    };
  },
};

const quickMode = (of: Case) =>
  of.sa.events.some(
    (e) => (e.type === 'message.parsed' || e.type === 'message.generated') && e.fields.exchange === 'QUICK_MODE',
  );

/** IKEv1: an initiator that does not accept the responder's proof deletes the IKE_SA the responder believes to be up (charon-log-facts H3). */
function rejectedByDelete(of: Case): Verdict {
  const me = of.sa.local.id ?? 'this side';
  return {
    severity: 'error',
    symptom: 'authentication-failed',
    causes: [
      likely(
        'peer-id-rejected',
        `deleted right after Main Mode, before any Quick Mode: the initiator did not accept ${me} or its proof`,
      ),
      possible('cert-untrusted', 'or the certificate of this side'),
      possible('peer-deleted', 'or its operator was quick'),
    ],
    summary: `${peerOf(of.sa)} deleted the IKE_SA the moment it was up: it does not accept the identity ${me} or its proof.`,
    evidence: evidence(
      of.sa.events.findLast((e) => e.type === 'ike.established'),
      of.last('message.parsed'),
      of.trigger,
    ),
    fix: [
      {
        where: 'peer',
        text: `Compare the identity it expects with ${me}`,
        config: [`remote { id = ${me} }`],
        ipsecConf: [`rightid=${me}`],
      },
    ],
    wouldSettle: `the log of ${peerOf(of.sa)} at this time: "IDir ... does not match to"`,
  };
}

/** A CHILD_SA ran out of its lifetime without a successor. */
export const childExpired: Rule = {
  name: 'sa-expired',
  judge(of) {
    if (of.trigger.type !== 'child.expired') return null;
    const { child, cuid } = of.trigger.fields;
    const { children } = of.sa;
    const at = children.findIndex((c) => c.uniqueId === cuid);
    if (children.slice(at + 1).some((c) => c.name === child && c.outcome === 'installed')) return null;
    const failure = of.sa.events.findLast((e) => e.type === 'child.rekey.failed' || e.type === 'child.failed');
    return {
      severity: 'error',
      symptom: 'tunnel-lost',
      causes: [
        failure === undefined
          ? likely('sa-expired', 'no rekeying was seen before')
          : proven('sa-expired', 'its rekeying had failed before'),
      ],
      summary: `CHILD_SA ${child} ran out of its lifetime without a successor${failure === undefined ? '' : ', because its rekeying had failed'}.`,
      evidence: evidence(failure, of.trigger),
      fix: [
        {
          where: 'local',
          text:
            failure === undefined
              ? 'Let one side rekey before the lifetime ends'
              : 'Mend the failed rekeying; see the finding about it',
          config: failure === undefined ? ['rekey_time = 1h', 'life_time = 66m'] : [],
          ...(failure === undefined ? { ipsecConf: ['lifetime=1h', 'margintime=9m'] } : {}),
        },
      ],
      childSa: children[at] ?? null,
    };
  },
};
