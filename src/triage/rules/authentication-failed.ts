/**
 * The AUTHENTICATION_FAILED family (RFC 7296 section 2.21.2; libcharon/sa/ikev2/tasks/ike_auth.c, sa/ikev1/phase1.c).
 * charon's responder sends one and the same notify for all of them: the verifier's log decides. Most telling first.
 */
import { hasNotify, type IkeEvent } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { Difference, Fix, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

const failed = (verdict: Omit<Verdict, 'severity' | 'symptom'>): Verdict => ({
  severity: 'error',
  symptom: 'authentication-failed',
  ...verdict,
});

const secretFix = (local: string, remote: string): Fix[] => [
  {
    where: 'local',
    text: 'Enter the same secret on both ends; watch for quotes, trailing blanks and base64 (0s...), then swanctl --load-creds',
    config: ['secrets {', `  ike-1 { id-1 = ${local}`, `          id-2 = ${remote}`, '          secret = "..." } }'],
    ipsecConf: [`${local} ${remote} : PSK "..."`],
  },
  { where: 'peer', text: 'and check there that the secret is bound to these two identities', config: [] },
];

const pskMismatch: Rule = {
  name: 'psk-mismatch',
  judge(of) {
    const tried = of.last('auth.psk.mismatch');
    if (tried === undefined) return null;
    const { local, remote } = tried.fields;
    const several = tried.fields.tried > 1;
    return failed({
      causes: [
        proven(
          'psk-mismatch',
          `${tried.fields.tried} secret${several ? 's were' : ' was'} tried for this pair of identities and the peer's proof fits none`,
        ),
      ],
      summary: `The pre-shared key for ${local} and ${remote} is not the same on both ends${several ? ` (${tried.fields.tried} secrets fit the identities here; none fits the peer's)` : ''}.`,
      evidence: evidence(of.last('lookup.peer.selected'), tried, of.trigger),
      fix: secretFix(local, remote),
    });
  },
};

const pskMissing: Rule = {
  name: 'psk-missing',
  judge(of) {
    const missing = of.all('auth.psk.missing')[0];
    if (missing === undefined) return null;
    const { local, remote } = missing.fields;
    return failed({
      causes: [proven('psk-missing', 'charon looked for a secret for this pair of identities and found none')],
      summary: `No pre-shared key is loaded here for ${local} and ${remote}${of.sa.role === 'initiator' ? '; nothing was sent to the peer, which just sees this side fall silent' : ''}.`,
      evidence: evidence(...of.all('auth.psk.missing'), of.trigger),
      fix: [
        {
          ...secretFix(local, remote)[0]!,
          text: 'Add a secret for these identities and load it: swanctl --load-creds (ipsec rereadsecrets)',
        },
      ],
    });
  },
};

/** IKEv1 Main Mode encrypts with a key made from the secret: with different secrets message 5 is rubbish to the reader. */
const pskUndecryptable: Rule = {
  name: 'psk-mismatch-v1',
  judge(of) {
    const isPhase1 = of.sa.version === 1 && !of.sa.everEstablished;
    const rejected = of.all('message.failed').find((e) => e.fields.exchange === 'ID_PROT');
    // A plain notify on an encrypted IKE_SA is "malformed" too: only what failed to decrypt counts.
    const rubbish =
      of.last('message.undecryptable') ??
      (rejected === undefined ? undefined : of.last('message.malformed', 'message.integrity.failed'));
    if (rubbish === undefined || !isPhase1) return null;
    return failed({
      causes: [
        likely(
          'psk-mismatch',
          'the first encrypted message of Main Mode did not decrypt, and its key is made from the secret',
        ),
        possible('peer-interop', 'an implementation that breaks the message otherwise is rare'),
      ],
      summary: `The pre-shared keys of this side and ${peerOf(of.sa)} differ: the encrypted Main Mode messages decrypt to rubbish.`,
      evidence: evidence(rubbish, ...of.all('message.malformed').slice(-1), rejected),
      fix: secretFix(of.sa.local.host ?? '<this side>', of.sa.remote.host ?? '<peer>'),
      wouldSettle:
        'Main Mode chooses the secret by address before it knows identities: check which secrets fit the two addresses on both ends',
    });
  },
};

const hashMismatch: Rule = {
  name: 'hash-mismatch',
  judge(of) {
    const hash = of.last('auth.hash.mismatch');
    if (hash === undefined) return null;
    return failed({
      causes: [proven('psk-mismatch', 'the hash that the peer proved itself with was made with another secret')],
      summary: `The pre-shared keys of this side and ${peerOf(of.sa)} differ: the hash it sent does not fit.`,
      evidence: evidence(hash, of.trigger),
      fix: secretFix(
        of.sa.local.id ?? of.sa.local.host ?? '<this side>',
        of.sa.remote.id ?? of.sa.remote.host ?? '<peer>',
      ),
    });
  },
};

const aggressiveRefused: Rule = {
  name: 'v1-mode-mismatch',
  judge(of) {
    const refused = of.last('auth.aggressive.refused');
    const method = of.last('lookup.peer.method-refused');
    if (refused === undefined && method === undefined) return null;
    if (refused === undefined && method !== undefined) return methodRefused(of, method);
    return failed({
      causes: [
        proven('v1-mode-mismatch', 'Aggressive Mode with a pre-shared key is refused unless it is allowed expressly'),
      ],
      summary: `${peerOf(of.sa)} asked for Aggressive Mode with a pre-shared key, which is disabled here because the hash it exposes can be attacked offline.`,
      evidence: evidence(of.last('ike.peer-initiating'), refused, of.trigger),
      fix: [
        {
          where: 'peer',
          text: 'Use Main Mode, better IKEv2',
          config: ['version = 2', 'aggressive = no'],
          ipsecConf: ['keyexchange=ikev2', 'aggressive=no'],
        },
      ],
    });
  },
};

function methodRefused(
  of: Case,
  method: NonNullable<ReturnType<Case['last']>> & { type: 'lookup.peer.method-refused' },
): Verdict {
  const { auth, mode } = method.fields;
  return failed({
    causes: [
      likely(
        mode?.includes('Aggressive') === true ? 'v1-mode-mismatch' : 'auth-method-mismatch',
        `the connection that fits does not allow ${auth}${mode === undefined ? '' : ` using ${mode}`}`,
      ),
      possible('v1-mode-mismatch', 'mode and method are compared together'),
    ],
    summary: `${peerOf(of.sa)} asked for ${auth}${mode === undefined ? '' : ` using ${mode}`}, which the connection configured for it does not allow.`,
    evidence: evidence(of.last('lookup.peer'), method, of.trigger),
    fix: [
      {
        where: 'local',
        text: 'Let both ends use the same mode and method',
        config: ['local { auth = psk }', 'remote { auth = psk }', 'aggressive = no'],
        ipsecConf: ['authby=secret', 'aggressive=no'],
      },
    ],
  });
}

const noPeerConfig: Rule = {
  name: 'no-peer-config',
  judge(of) {
    const none = of.last('lookup.peer.none');
    const looked = of.last('lookup.peer');
    const mismatch = of.last('lookup.idr.mismatch');
    if (mismatch !== undefined) return idrMismatch(of, mismatch.fields.received, mismatch.fields.required, mismatch);
    if (none === undefined) return null;
    const wanted = looked?.fields.localId;
    const id = looked?.fields.remoteId ?? of.sa.remote.id ?? '?';
    const isAddress = id === looked?.fields.remote;
    const difference: Difference = {
      kind: 'identity',
      received: [id, ...(wanted === undefined ? [] : [`(asking for ${wanted})`])],
      configured: [],
      mismatch: ['identity'],
    };
    return failed({
      causes: [
        proven(
          'no-peer-config',
          `no connection for these addresses takes the peer's identity ${id}${wanted === undefined || wanted === '%any' ? '' : ` together with ${wanted} as ours`}`,
        ),
      ],
      summary: `No connection here fits the peer's identity ${id}${wanted === undefined || wanted === '%any' ? '' : `, which asked for ${wanted}`}: the identities configured on the two ends differ in value or type${isAddress ? ' (the peer sent its address as identity, the default when none is configured)' : ''}.`,
      difference,
      evidence: evidence(looked, none, of.trigger),
      fix: [
        {
          where: 'local',
          text: 'Expect the identity that the peer sends',
          config: [
            `remote { id = ${id} }`,
            ...(wanted === undefined || wanted === '%any' ? [] : [`local { id = ${wanted} }`]),
          ],
          ipsecConf: [`rightid=${id}`],
        },
        {
          where: 'peer',
          text: 'or let the peer send the identity that is configured here',
          config: ['local { id = ... }'],
          ipsecConf: ['leftid=...'],
        },
      ],
    });
  },
};

function idrMismatch(of: Case, received: string, required: string, event: IkeEvent): Verdict {
  return failed({
    causes: [proven('local-id-mismatch', `the peer asked for ${received}, the connection calls itself ${required}`)],
    summary: `The peer expects this end to be ${received}, but the connection's own identity is ${required}.`,
    difference: { kind: 'identity', received: [received], configured: [required], mismatch: ['identity'] },
    evidence: evidence(of.last('lookup.peer.selected'), event, of.trigger),
    fix: [
      {
        where: 'local',
        text: 'Take the identity that the peer asks for',
        config: [`local { id = ${received} }`],
        ipsecConf: [`leftid=${received}`],
      },
      {
        where: 'peer',
        text: 'or let it expect the identity configured here',
        config: [`remote { id = ${required} }`],
        ipsecConf: [`rightid=${required}`],
      },
    ],
  });
}

/** This side is the one that rejects: the peer proved itself, but is not who was expected. */
const peerIdRejected: Rule = {
  name: 'peer-id-rejected',
  judge(of) {
    const v1 = of.last('auth.identity.mismatch');
    const v2 = of.last('auth.constraint.identity');
    const event = v1 ?? v2;
    if (event === undefined) return null;
    const expected = v1?.fields.expected ?? v2?.fields.required ?? '?';
    const received =
      v1?.fields.received ?? v2?.fields.received ?? of.last('auth.peer')?.fields.id ?? of.sa.remote.id ?? '?';
    return failed({
      causes: [proven('peer-id-rejected', `the peer calls itself ${received}, expected was ${expected}`)],
      summary: `The peer calls itself ${received}, but this side expects ${expected}${of.sa.natRemote && /^[\d.:a-f]+$/i.test(received) ? '; it is behind NAT and sends its private address' : ''}.`,
      difference: { kind: 'identity', received: [received], configured: [expected], mismatch: ['identity'] },
      evidence: evidence(
        of.last('auth.peer'),
        event,
        of.last('lookup.peer.rejected'),
        of.last('lookup.peer.no-alternative'),
        of.trigger,
      ),
      fix: [
        {
          where: 'local',
          text: 'Expect what the peer sends',
          config: [`remote { id = ${received} }`],
          ipsecConf: [`rightid=${received}`],
        },
        {
          where: 'peer',
          text: 'or let the peer send what is expected',
          config: [`local { id = ${expected} }`],
          ipsecConf: [`leftid=${expected}`],
        },
      ],
    });
  },
};

const methodMismatch: Rule = {
  name: 'auth-method-mismatch',
  judge(of) {
    const constraint = of.last('auth.constraint.method');
    if (constraint === undefined) return null;
    const { required, used } = constraint.fields;
    const isEap = required.startsWith('EAP');
    return failed({
      causes: [proven('auth-method-mismatch', `${required} is required, ${used ?? 'something else'} was used`)],
      summary: `${of.sa.remote.id ?? peerOf(of.sa)} proved itself with ${used === 'EAP_NAK' || used === undefined ? 'another method' : used}, but the connection here requires ${required}.`,
      evidence: evidence(
        of.last('auth.peer'),
        constraint,
        of.last('lookup.peer.rejected'),
        of.last('lookup.peer.no-alternative'),
        of.trigger,
      ),
      fix: [
        {
          where: 'local',
          text: 'Accept the method that the peer uses',
          config: [`remote { auth = ${used === 'pre-shared key' ? 'psk' : 'pubkey'} }`],
          ipsecConf: [`rightauth=${used === 'pre-shared key' ? 'psk' : 'pubkey'}`],
        },
        {
          where: 'peer',
          text: 'or let it use the method required here',
          config: [`local { auth = ${isEap ? 'eap' : required.startsWith('pre') ? 'psk' : 'pubkey'} }`],
          ipsecConf: [`leftauth=${isEap ? 'eap' : required.startsWith('pre') ? 'psk' : 'pubkey'}`],
        },
      ],
    });
  },
};

const privateKeyMissing: Rule = {
  name: 'private-key-missing',
  judge(of) {
    const missing = of.last('auth.private-key.missing') ?? of.last('auth.own.failed');
    if (missing === undefined) return null;
    const id = missing.fields.id ?? of.sa.local.id ?? 'this side';
    return failed({
      causes: [
        missing.type === 'auth.private-key.missing'
          ? proven('private-key-missing', 'charon has no key that belongs to a certificate of that identity')
          : likely('private-key-missing', 'the own proof could not be made'),
      ],
      summary: `This side cannot prove that it is ${id}: ${missing.type === 'auth.private-key.missing' ? 'no private key for it is loaded' : 'making its signature failed'}${of.sa.role === 'initiator' ? '; nothing was sent to the peer' : ''}.`,
      evidence: evidence(missing, of.trigger),
      fix: [
        {
          where: 'local',
          text: 'Put the key that belongs to the certificate into swanctl/private (ipsec.d/private), readable for charon, and run swanctl --load-creds',
          config: [],
        },
      ],
    });
  },
};

const refusedByPolicy: Rule = {
  name: 'refused-by-policy',
  judge(of) {
    const refused = of.last('ike.uniqueness.canceled') ?? of.last('auth.refused');
    const ppk = of.last('auth.ppk.missing');
    if (ppk !== undefined) {
      return failed({
        causes: [proven('ppk-missing', ppk.text.trim())],
        summary: `A post-quantum pre-shared key (PPK) is required and missing: ${ppk.text.trim()}.`,
        evidence: evidence(ppk, of.trigger),
        fix: [
          {
            where: 'local',
            text: 'Add the PPK under secrets on both ends, or set ppk_required = no',
            config: ['ppk_required = no'],
          },
        ],
      });
    }
    if (refused === undefined) return null;
    const isUnique = refused.type === 'ike.uniqueness.canceled';
    return failed({
      causes: [
        proven(
          'refused-by-policy',
          isUnique ? 'another IKE_SA with the same identities is up, and unique = keep keeps it' : refused.text.trim(),
        ),
      ],
      summary: isUnique
        ? `${of.sa.remote.id ?? peerOf(of.sa)} was turned away because an IKE_SA with the same identity is already up and the policy is to keep it.`
        : `${of.sa.remote.id ?? peerOf(of.sa)} proved itself but was turned away by policy: ${refused.text.trim()}.`,
      evidence: evidence(refused, of.trigger),
      fix: [
        {
          where: 'local',
          text: isUnique
            ? 'Give each peer an identity of its own, or let the new IKE_SA replace the old'
            : 'Let the policy (whitelist, authorization hook, limit) admit this peer',
          config: isUnique ? ['unique = replace'] : [],
          ...(isUnique ? { ipsecConf: ['uniqueids=replace'] } : {}),
        },
      ],
    });
  },
};

/** Refused by the verifier at the other end: this log cannot know why; it ranks by what this side sent. */
const refusedByPeer: Rule = {
  name: 'authentication-failed-received',
  judge(of) {
    const notify = of.last('notify.error.received');
    const rejected =
      of.trigger.type === 'message.parsed' && hasNotify(of.trigger.fields.payloads, 'AUTH_FAILED')
        ? of.trigger
        : undefined;
    if (notify?.fields.notify !== 'AUTHENTICATION_FAILED' && rejected === undefined) return null;
    // An initiator of 6.x reports the error of this side's kernel as an authentication failure (charon-log-facts 2.57).
    if (of.has('kernel.sa.failed', 'kernel.policy.failed', 'kernel.spi.failed')) return null;
    const own = of.sa.authLocal;
    const me = of.sa.local.id ?? 'this side';
    const isMine = rejected !== undefined;
    return failed({
      causes: rankRefused(of, own, isMine),
      summary: isMine
        ? `${peerOf(of.sa)} rejected this side after it had proved itself (the IKE_SA was up for a moment): it does not accept the identity ${me} or how it was proved.`
        : `${peerOf(of.sa)} refused to authenticate ${me}${own === null ? '' : `, which proved itself with ${METHOD_WORDS.get(own) ?? own}`}: it sends the same answer for an unknown identity, a wrong secret and an untrusted certificate; only its log tells which.`,
      evidence: evidence(of.last('auth.own'), ...of.all('cert.sent'), of.last('message.parsed'), notify, rejected),
      fix: [
        {
          where: 'peer',
          text: `Read its log at this time: it names the reason in one line. Compare there the identity ${me}${own === 'psk' ? ' and the secret' : ''}`,
          config: [],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time (--peer-log): "no matching peer config found" (identity), "MAC mismatched" or "no shared key found" (secret), "no trusted ... public key found" (certificate), "constraint requires ..." (method)`,
    });
  },
};

const METHOD_WORDS = new Map([
  ['psk', 'a pre-shared key'],
  ['pubkey', 'a certificate or public key'],
  ['eap', 'EAP'],
]);

function rankRefused(of: Case, own: string | null, isMine: boolean) {
  const identity = isMine
    ? possible('peer-id-rejected', `the peer may expect another identity than ${of.sa.local.id ?? 'the one sent'}`)
    : possible('no-peer-config', `the peer may have no connection for the identity ${of.sa.local.id ?? 'sent'}`);
  const method = possible('auth-method-mismatch', 'the peer may want another method');
  if (own === 'pubkey' || of.has('cert.sent')) {
    return [
      likely('cert-untrusted', 'this side proved itself with a certificate, which the peer must trust to the root'),
      identity,
      possible('cert-expired', 'or the certificate is out of date in its eyes'),
      method,
    ];
  }
  if (own === 'psk' && isMine) {
    return [
      likely(
        'peer-id-rejected',
        `the secret was good enough for this side to accept the peer, so it is rather the identity ${of.sa.local.id ?? 'sent'}`,
      ),
      possible('psk-mismatch', 'the peer may use another secret for this identity'),
      method,
    ];
  }
  if (own === 'psk')
    return [
      likely('psk-mismatch', 'this side proved itself with a pre-shared key'),
      identity,
      possible('psk-missing', 'the peer may have no secret for the two identities'),
      method,
    ];
  if (own === 'eap') return [likely('eap-credentials', 'this side was to prove itself with EAP'), identity, method];
  if (of.has('ike.initiating') && of.sa.stage === 'AGGRESSIVE')
    return [
      likely(
        'v1-mode-mismatch',
        'the answer came before any proof: Aggressive Mode with a pre-shared key may be disabled there',
      ),
      identity,
    ];
  return [identity, possible('psk-mismatch', 'a wrong secret gives the same answer'), method];
}

export const authenticationFailed = {
  pskMismatch,
  pskMissing,
  pskUndecryptable,
  hashMismatch,
  aggressiveRefused,
  peerIdRejected,
  methodMismatch,
  noPeerConfig,
  privateKeyMissing,
  refusedByPolicy,
  refusedByPeer,
} satisfies { readonly [name: string]: Rule };
