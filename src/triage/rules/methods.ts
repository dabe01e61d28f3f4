/**
 * Authentication methods: not the one required, not allowed in this mode, without the key for it, or proved and yet turned away
 * (libcharon/sa/ikev2/tasks/ike_auth.c, sa/ikev1/phase1.c, libcharon/sa/ike_sa_manager.c).
 */
import { type Case, peerOf } from '../case.ts';
import type { Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { authenticationFailed } from './authentication.ts';

export const methodMismatch: Rule = {
  name: 'auth-method-mismatch',
  needs: ['auth.constraint.method'],
  judge(of) {
    const constraint = of.last('auth.constraint.method');
    if (constraint === undefined) return null;
    const { required } = constraint.fields;
    // A peer that never began EAP is said to have used EAP_NAK; what it did use was said before.
    const said = constraint.fields.used === 'EAP_NAK' ? undefined : constraint.fields.used;
    const used = said ?? of.last('auth.peer')?.fields.method.replace(/ successful$/, '');
    const isEap = required.startsWith('EAP');
    return authenticationFailed({
      causes: [proven('auth-method-mismatch', `${required} is required, ${used ?? 'something else'} was used`)],
      summary: `${of.sa.remote.id ?? peerOf(of.sa)} proved itself by ${used ?? 'another method'}, but the connection here requires ${required}.`,
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

export const aggressiveRefused: Rule = {
  name: 'v1-mode-mismatch',
  needs: ['auth.aggressive.refused', 'lookup.peer.method-refused'],
  judge(of) {
    const refused = of.last('auth.aggressive.refused');
    const method = of.last('lookup.peer.method-refused');
    if (refused === undefined && method === undefined) return null;
    if (refused === undefined && method !== undefined) return methodRefused(of, method);
    return authenticationFailed({
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
  return authenticationFailed({
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

export const privateKeyMissing: Rule = {
  name: 'private-key-missing',
  needs: ['auth.private-key.missing', 'auth.own.failed'],
  judge(of) {
    const missing = of.last('auth.private-key.missing') ?? of.last('auth.own.failed');
    if (missing === undefined) return null;
    const id = missing.fields.id ?? of.sa.local.id ?? 'this side';
    return authenticationFailed({
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

export const refusedByPolicy: Rule = {
  name: 'refused-by-policy',
  needs: ['auth.ppk.missing', 'ike.uniqueness.canceled', 'auth.refused'],
  judge(of) {
    const refused = of.last('ike.uniqueness.canceled') ?? of.last('auth.refused');
    const ppk = of.last('auth.ppk.missing');
    if (ppk !== undefined) {
      return authenticationFailed({
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
    return authenticationFailed({
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

/** The connection refused what the peer had proved, without a line that says which demand it did not meet. */
export const configRejected: Rule = {
  name: 'peer-config-rejected',
  needs: ['lookup.peer.rejected'],
  judge(of) {
    const rejected = of.last('lookup.peer.rejected');
    if (rejected === undefined) return null;
    const { name, reason } = rejected.fields;
    return authenticationFailed({
      causes: [
        possible('cert-constraint', 'a key may be too short, or a scheme or policy not acceptable'),
        possible('auth-method-mismatch', 'or another method is required'),
      ],
      summary: `${of.sa.remote.id ?? peerOf(of.sa)} proved itself, but connection ${name} does not accept it${reason === undefined ? '' : `: ${reason}`}.`,
      evidence: evidence(of.last('auth.peer'), rejected, of.last('lookup.peer.no-alternative'), of.trigger),
      fix: [
        {
          where: 'local',
          text: `Compare the remote section of ${name} with what the peer uses: auth, key length, scheme`,
          config: [],
        },
      ],
      wouldSettle: 'set cfg = 2 here: the constraint that is not met is then printed',
    });
  },
};
