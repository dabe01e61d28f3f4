/**
 * Pre-shared keys: missing, different, or seen to differ because what they encrypt is unreadable
 * (libcharon/sa/ikev2/authenticators/psk_authenticator.c, sa/ikev1/authenticators/psk_v1_authenticator.c).
 */
import { peerOf } from '../case.ts';
import type { Fix } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';
import { authenticationFailed } from './authentication.ts';

const secretFix = (local: string, remote: string): Fix[] => [
  {
    where: 'local',
    text: 'Enter the same secret on both ends; watch for quotes, trailing blanks and base64 (0s...), then swanctl --load-creds',
    config: ['secrets {', `  ike-1 { id-1 = ${local}`, `          id-2 = ${remote}`, '          secret = "..." } }'],
    ipsecConf: [`${local} ${remote} : PSK "..."`],
  },
  { where: 'peer', text: 'and check there that the secret is bound to these two identities', config: [] },
];

export const pskMismatch: Rule = {
  name: 'psk-mismatch',
  needs: ['auth.psk.mismatch'],
  judge(of) {
    const tried = of.last('auth.psk.mismatch');
    if (tried === undefined) return null;
    const { local, remote } = tried.fields;
    const several = tried.fields.tried > 1;
    return authenticationFailed({
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

export const pskMissing: Rule = {
  name: 'psk-missing',
  needs: ['auth.psk.missing'],
  judge(of) {
    const missing = of.all('auth.psk.missing')[0];
    if (missing === undefined) return null;
    const { local, remote } = missing.fields;
    return authenticationFailed({
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
export const pskUndecryptable: Rule = {
  name: 'psk-mismatch-v1',
  needs: ['message.undecryptable', 'message.malformed', 'message.integrity.failed'],
  judge(of) {
    const isV1 =
      of.sa.version === 1 || of.all('message.undecryptable').some((e) => e.fields.payload?.endsWith('_V1') === true);
    const isPhase1 = isV1 && !of.sa.everEstablished;
    const rejected = of.all('message.failed').find((e) => e.fields.exchange === 'ID_PROT');
    // A plain notify on an encrypted IKE_SA is "malformed" too: only what failed to decrypt counts.
    const rubbish =
      of.last('message.undecryptable') ??
      (rejected === undefined ? undefined : of.last('message.malformed', 'message.integrity.failed'));
    if (rubbish === undefined || !isPhase1) return null;
    const isOwnProof = rejected !== undefined && rubbish.type === 'message.undecryptable';
    return authenticationFailed({
      causes: isOwnProof
        ? [
            proven(
              'psk-mismatch',
              'an encrypted message of Main Mode did not decrypt, and its key is made from the secret',
            ),
          ]
        : [
            likely('psk-mismatch', 'an answer to Main Mode did not decrypt, and its key is made from the secret'),
            possible('peer-interop', 'an implementation that breaks the message otherwise is rare'),
          ],
      summary: `The pre-shared keys of this side and ${peerOf(of.sa)} ${isOwnProof ? '' : 'most likely '}differ: what was encrypted with a key made from them could not be decrypted (Main Mode).`,
      evidence: evidence(
        ...of.all('message.undecryptable').slice(-2),
        rubbish,
        ...of.all('message.malformed').slice(-1),
        rejected,
      ),
      fix: secretFix(of.sa.local.host ?? '<this side>', of.sa.remote.host ?? '<peer>'),
      wouldSettle:
        'Main Mode chooses the secret by address before it knows identities: check which secrets fit the two addresses on both ends',
    });
  },
};

export const hashMismatch: Rule = {
  name: 'hash-mismatch',
  needs: ['auth.hash.mismatch'],
  judge(of) {
    const hash = of.last('auth.hash.mismatch');
    if (hash === undefined) return null;
    return authenticationFailed({
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
