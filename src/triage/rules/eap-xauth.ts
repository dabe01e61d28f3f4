/**
 * EAP and XAuth (RFC 7296 section 2.16; charon-log-facts 12.5 and 13.1): who the user is, not who the gateway is.
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { RankedCause, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

function verdict(
  of: Case,
  cause: readonly RankedCause[],
  summary: string,
  proof: readonly (IkeEvent | undefined)[],
  where: 'local' | 'peer',
  text: string,
  config: readonly string[] = [],
  ipsecConf: readonly string[] = [],
): Verdict {
  return {
    severity: 'error',
    symptom: 'authentication-failed',
    causes: cause,
    summary,
    evidence: evidence(of.last('auth.eap.identity'), ...proof, of.trigger),
    fix: [{ where, text, config, ...(ipsecConf.length === 0 ? {} : { ipsecConf }) }],
    wouldSettle:
      cause[0]!.certainty === 'proven' ? null : `the log of ${peerOf(of.sa)} at the same time: it verifies the user`,
  };
}

/** A secret for a user, in both formats. */
const secretOf = (kind: 'eap' | 'xauth', id: string) =>
  [[`secrets { ${kind}-1 { id = ${id}`, '  secret = "..." } }'], [`${id} : ${kind.toUpperCase()} "..."`]] as const;

const userOf = (of: Case) => of.last('auth.eap.identity')?.fields.id ?? of.sa.remote.id ?? 'the user';

export const notConfigured: Rule = {
  name: 'eap-not-configured',
  needs: ['auth.eap.not-configured'],
  judge(of) {
    const event = of.last('auth.eap.not-configured');
    if (event === undefined) return null;
    return verdict(
      of,
      [
        proven(
          'eap-not-configured',
          'the peer sent no AUTH payload, which asks for EAP, and the connection has no EAP round',
        ),
      ],
      `${of.sa.remote.id ?? peerOf(of.sa)} wants to authenticate with EAP, but the connection here is not set up for it.`,
      [of.last('lookup.peer.selected'), event],
      'local',
      'Add an EAP round to the connection, or let the client use what is configured',
      ['remote { auth = eap-mschapv2', '  eap_id = %any }'],
      ['rightauth=eap-mschapv2', 'eap_identity=%identity'],
    );
  },
};

export const pluginMissing: Rule = {
  name: 'eap-plugin-missing',
  needs: ['auth.eap.method.missing', 'daemon.plugin.missing'],
  judge(of) {
    const event = of.last('auth.eap.method.missing', 'daemon.plugin.missing');
    if (event === undefined) return null;
    return verdict(
      of,
      [proven('plugin-missing', event.text.trim())],
      `The plugin for ${(event.type === 'auth.eap.method.missing' ? event.fields.method : event.fields.plugin) ?? 'the method'} is not loaded here: ${event.text.trim()}.`,
      [event],
      'local',
      'Install the package that holds it (Debian: libcharon-extra-plugins) and enable it in strongswan.d/charon/',
      [],
    );
  },
};

/** A client that was never asked for its EAP identity looks for a secret of its IKE identity: then the server lacks what asks (eap-identity). */
function causesOfUnknownUser(of: Case, id: string): RankedCause[] {
  const reason = `no secret is loaded for the user ${id}`;
  const isUnasked = of.sa.role === 'initiator' && !of.has('auth.eap.identity');
  return isUnasked
    ? [
        likely('eap-credentials', reason),
        possible(
          'plugin-missing',
          'the server did not ask for the EAP identity: its eap-identity plugin may be missing',
        ),
      ]
    : [proven('eap-credentials', reason)];
}

/** Server side: a user that nobody knows, a password that is wrong, a RADIUS server that says no or nothing. */
export const credentials: Rule = {
  name: 'eap-credentials',
  needs: ['auth.radius.silent', 'auth.eap.user.unknown', 'auth.eap.password.wrong', 'auth.radius.failed'],
  judge(of) {
    const silent = of.last('auth.radius.silent');
    if (silent !== undefined) {
      return verdict(
        of,
        [proven('radius-unreachable', 'the RADIUS server did not answer')],
        `The RADIUS server${silent.fields.server === undefined ? '' : ` ${silent.fields.server}`} did not answer, so ${userOf(of)} could not be authenticated.`,
        [silent],
        'local',
        'Check the RADIUS server, its address, port (UDP 1812) and shared secret',
        ['# strongswan.conf: charon.plugins.eap-radius'],
      );
    }
    const unknown = of.last('auth.eap.user.unknown');
    if (unknown !== undefined) {
      return verdict(
        of,
        causesOfUnknownUser(of, unknown.fields.id),
        `No EAP secret is loaded here for the user ${unknown.fields.id}.`,
        [unknown, of.last('auth.eap.password.wrong')],
        'local',
        'Add the user, or mind a domain prefix in the name',
        ...secretOf('eap', unknown.fields.id),
      );
    }
    const wrong = of.last('auth.eap.password.wrong');
    if (wrong !== undefined) {
      return verdict(
        of,
        [proven('eap-credentials', 'the user is known and the proof of the password does not fit')],
        `The password of EAP user ${userOf(of)} is wrong.`,
        [wrong],
        'peer',
        'Enter the password that the server has for this user',
        [],
      );
    }
    const radius = of.last('auth.radius.failed');
    if (radius !== undefined) {
      return verdict(
        of,
        [
          likely('eap-credentials', 'the RADIUS server said no'),
          possible('refused-by-policy', 'a RADIUS server refuses for other reasons too'),
        ],
        `The RADIUS server refused the user ${radius.fields.id}.`,
        [radius, of.last('auth.eap.failed')],
        'local',
        "Read the RADIUS server's log for this user",
        [],
      );
    }
    return null;
  },
};

export const methodRefused: Rule = {
  name: 'eap-method-mismatch',
  needs: ['auth.eap.nak'],
  judge(of) {
    const nak = of.last('auth.eap.nak');
    if (nak === undefined) return null;
    return verdict(
      of,
      [proven('eap-method-mismatch', nak.text.trim())],
      `The two ends have no EAP method in common: ${nak.text.trim()}.`,
      [of.last('auth.eap.started'), nak, of.last('auth.eap.failure.received')],
      'local',
      'Give both ends the same EAP method, and load its plugin',
      ['remote { auth = eap-dynamic }'],
      ['rightauth=eap-dynamic'],
    );
  },
};

/** Client side: refused. The method's own words tell most. */
export const refused: Rule = {
  name: 'eap-failed',
  needs: ['auth.eap.failure.received', 'auth.eap.failed'],
  judge(of) {
    const failure = of.last('auth.eap.failure.received');
    const failed = of.last('auth.eap.failed');
    if (failure === undefined && failed === undefined) return null;
    const isPassword = of.all('auth.eap.failed').some((e) => e.text.includes('ERROR_AUTHENTICATION_FAILURE'));
    const causes = isPassword
      ? [proven('eap-credentials', 'the method itself reports an authentication failure')]
      : [
          likely('eap-credentials', 'the usual reason'),
          possible('refused-by-policy', 'the server may refuse a known user'),
          possible('eap-method-mismatch', 'or the method'),
        ];
    const isClient = of.sa.role !== 'responder';
    return verdict(
      of,
      causes,
      isClient
        ? `${peerOf(of.sa)} refused the EAP user ${userOf(of)}${isPassword ? ': user name or password is wrong' : ''}.`
        : `EAP authentication of ${failed?.fields.id ?? userOf(of)} failed here.`,
      [...of.all('auth.eap.failed'), failure],
      'local',
      'Check user name (with or without domain) and password',
      ...secretOf('eap', failed?.fields.id ?? of.last('auth.eap.identity')?.fields.id ?? '...'),
    );
  },
};

export const xauth: Rule = {
  name: 'xauth-failed',
  needs: ['auth.xauth.missing', 'auth.xauth.failed'],
  judge(of) {
    const missing = of.last('auth.xauth.missing');
    const failed = of.last('auth.xauth.failed');
    const event = missing ?? failed;
    if (event === undefined) return null;
    const id = event.fields.id ?? failed?.fields.id ?? 'the user';
    const isMissing = missing !== undefined;
    return verdict(
      of,
      [
        proven(
          isMissing ? 'xauth-credentials-missing' : 'xauth-failed',
          isMissing ? 'no XAuth secret was found' : 'phase 1 is fine; the XAuth password does not fit',
        ),
      ],
      isMissing ? `No XAuth secret is known for ${id}.` : `XAuth refused ${id}: user name or password is wrong.`,
      [...of.all('auth.xauth.missing'), ...of.all('auth.xauth.failed')],
      'local',
      'Enter the same user and password on both ends',
      ...secretOf('xauth', event.fields.id ?? failed?.fields.id ?? '...'),
    );
  },
};
