/**
 * Identities: no connection for the peer's, another one of this side wanted, or the peer is not who was expected
 * (libcharon/sa/ikev2/tasks/ike_auth.c, libcharon/config/backend_manager.c, sa/ikev1/phase1.c).
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import type { Case } from '../case.ts';
import type { Difference, Verdict } from '../finding.ts';
import { evidence, proven, type Rule } from '../rule.ts';
import { authenticationFailed } from './authentication.ts';

export const noPeerConfig: Rule = {
  name: 'no-peer-config',
  needs: ['lookup.peer.none', 'lookup.idr.mismatch'],
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
    return authenticationFailed({
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
          ipsecConf: [`rightid=${id}`, ...(wanted === undefined || wanted === '%any' ? [] : [`leftid=${wanted}`])],
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
  return authenticationFailed({
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
export const peerIdRejected: Rule = {
  name: 'peer-id-rejected',
  needs: ['auth.identity.mismatch', 'auth.constraint.identity'],
  judge(of) {
    const v1 = of.last('auth.identity.mismatch');
    const v2 = of.last('auth.constraint.identity');
    const event = v1 ?? v2;
    if (event === undefined) return null;
    const expected = v1?.fields.expected ?? v2?.fields.required ?? '?';
    const received =
      v1?.fields.received ?? v2?.fields.received ?? of.last('auth.peer')?.fields.id ?? of.sa.remote.id ?? '?';
    return authenticationFailed({
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
        expected.includes('*')
          ? { where: 'peer', text: `or let the peer send an identity that ${expected} covers`, config: [] }
          : {
              where: 'peer',
              text: 'or let the peer send what is expected',
              config: [`local { id = ${expected} }`],
              ipsecConf: [`leftid=${expected}`],
            },
      ],
    });
  },
};
