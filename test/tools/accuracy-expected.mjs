// What is expected of the logs that accuracy.mjs measures, where the logs do not say it themselves.
//
// An expectation is a word: `none` (no finding of severity error), `=cause` (the first cause of the first error: this side can know), `~cause` (named
// among its causes: this side cannot know), `?` (nothing is demanded: the log ends before anything is known). `~a|b`: either will do.

/** Scenarios of ../shared/charon-lab-logs: [initiator, responder]. From the table and the texts of charon-failure-traces.md. */
export const LAB = {
  'auth-class-mismatch': ['~auth-method-mismatch', '=auth-method-mismatch'],
  'auth-late-fail': ['=cert-constraint', '~cert-constraint'],
  block: ['~half-open-limit|udp-4500-blocked', '=half-open-limit'],
  'childless-force': ['=refused-by-policy', '?'],
  'childless-r': ['~refused-by-policy', '=refused-by-policy'],
  cookie: ['none', 'none'],
  cookie2: ['=udp-4500-blocked', '?'],
  'delete-dead': ['?', 'none'],
  'dpd-dead': ['=dpd-timeout', 'none'],
  'dpd-dead-clear': ['=dpd-timeout', 'none'],
  'drop-auth': ['=udp-4500-blocked', '~udp-4500-blocked'],
  'drop-auth-resp': ['=udp-4500-blocked', '~reply-lost|udp-4500-blocked'],
  'eap-badpw': ['=eap-credentials', '=eap-credentials'],
  'eap-nak': ['=eap-method-mismatch', '=eap-method-mismatch'],
  'eap-nouser': ['=eap-credentials', '=eap-credentials'],
  'eap-ok': ['none', 'none'],
  'eap-required': ['~auth-method-mismatch', '=auth-method-mismatch'],
  'esp-expire': ['none', 'none'],
  'esp-prop-mismatch': ['=esp-proposal-mismatch', '=esp-proposal-mismatch'],
  'esp-prop-mismatch-closeike': ['=esp-proposal-mismatch', '=esp-proposal-mismatch'],
  'half-open-flood': ['none', 'none'],
  'id-mismatch-remote': ['~no-peer-config', '=no-peer-config'],
  'idr-mismatch': ['~no-peer-config|local-id-mismatch', '=no-peer-config|local-id-mismatch'],
  'idr-mismatch-initiator-loose': ['~no-peer-config|local-id-mismatch', '=no-peer-config|local-id-mismatch'],
  'ike-prop-mismatch': ['~ike-proposal-mismatch', '=ike-proposal-mismatch'],
  'ike-rekey-auto': ['none', 'none'],
  'init-contact': ['none', 'none'],
  'ke-mismatch-retry': ['none', 'none'],
  'mlkem-mismatch': ['~ike-proposal-mismatch', '=ike-proposal-mismatch'],
  'mlkem-ok': ['none', 'none'],
  mobike: ['none', 'none'],
  'mode-transport': ['~kernel-sa-failed', '=kernel-sa-failed'],
  'no-ike-config': ['~no-ike-config', '=no-ike-config'],
  'no-ike-config-version': ['~ike-version-mismatch', '~ike-version-mismatch'],
  'no-psk-initiator': ['=psk-missing', '?'],
  'no-psk-responder': ['~psk-missing', '=psk-missing'],
  'peer-down': ['=peer-unreachable', 'none'],
  'peer-down-keyingtries': ['=peer-unreachable', 'none'],
  'peer-restart': ['~stale-sa', 'none'],
  'pfs-mismatch': ['=pfs-mismatch', '=pfs-mismatch'],
  'pk-constraint-ca': ['=cert-constraint', '~cert-constraint'],
  'pk-expired': ['=cert-expired', '~cert-expired'],
  'pk-frag': ['none', 'none'],
  'pk-noid': ['=cert-id-mismatch', '~cert-id-mismatch'],
  'pk-noprivkey-init': ['=private-key-missing', '?'],
  'pk-noprivkey-resp': ['~private-key-missing', '=private-key-missing'],
  'pk-ok': ['none', 'none'],
  'pk-revoked': ['=cert-revoked', '~cert-revoked'],
  'pk-strict-nocrl': ['=revocation-unavailable', '~revocation-unavailable'],
  'pk-untrusted-init': ['~cert-untrusted', '=cert-untrusted'],
  'pk-untrusted-resp': ['=cert-untrusted', '~cert-untrusted'],
  'pk-vs-psk': ['~auth-method-mismatch', '~auth-method-mismatch'],
  'psk-mismatch': ['~psk-mismatch', '=psk-mismatch'],
  'psk-ok': ['none', 'none'],
  'reauth-bbm': ['none', 'none'],
  'reauth-mbb': ['none', 'none'],
  'rekey-collision': ['none', 'none'],
  'start-none-dns': ['=peer-unresolvable', 'none'],
  'temp-fail': ['none', 'none'],
  'terminate-child': ['none', 'none'],
  trap: ['none', 'none'],
  'ts-mismatch': ['=ts-mismatch', '=ts-mismatch'],
  'unique-keep': ['none', 'none'],
  'unique-replace': ['none', 'none'],
  'v1-aggr-main': ['~v1-mode-mismatch', '=v1-mode-mismatch'],
  'v1-aggr-ok': ['none', 'none'],
  'v1-aggr-psk-disabled': ['~v1-mode-mismatch', '=v1-mode-mismatch'],
  'v1-aggr-pskmm': ['=psk-mismatch', '?'],
  'v1-auth-mismatch': ['~auth-method-mismatch', '=auth-method-mismatch'],
  'v1-dpd-dead': ['=dpd-timeout', 'none'],
  'v1-esp-mismatch': ['=esp-proposal-mismatch', '=esp-proposal-mismatch'],
  'v1-id-mismatch': ['~no-peer-config', '=no-peer-config'],
  'v1-idr-mismatch': ['=peer-id-rejected', '~peer-id-rejected'],
  'v1-main-ok': ['none', 'none'],
  'v1-no-config': ['~no-ike-config', '=no-ike-config'],
  'v1-no-psk-initiator': ['=psk-missing', '?'],
  'v1-no-psk-responder': ['~psk-missing', '=psk-missing'],
  'v1-peer-down': ['=peer-unreachable', 'none'],
  'v1-pfs-mismatch': ['~pfs-mismatch', '=pfs-mismatch'],
  'v1-pk-frag': ['none', 'none'],
  'v1-pk-ok': ['none', 'none'],
  'v1-pk-untrusted': ['~cert-untrusted', '=cert-untrusted'],
  'v1-pk-untrusted-resp': ['=cert-untrusted', '~cert-untrusted'],
  'v1-prop-mismatch': ['~ike-proposal-mismatch', '=ike-proposal-mismatch'],
  'v1-psk-mismatch': ['=psk-mismatch', '=psk-mismatch'],
  'v1-ts-mismatch': ['=ts-mismatch', '=ts-mismatch'],
  'v1-v2only': ['~ike-version-mismatch', '~ike-version-mismatch'],
  'v1-xauth-badpw': ['=xauth-failed', '=xauth-failed'],
  'v1-xauth-ok': ['none', 'none'],
  'vip-expected': ['=virtual-ip-not-requested', '=virtual-ip-not-requested'],
  'vip-nopool': ['=virtual-ip-unavailable', '=virtual-ip-unavailable'],
  'vip-ok': ['none', 'none'],
  'vip-pool-full': ['none', 'none'],
};

/** The faults of ../shared/real/strongswan-6 and scale-100 by the names in truth.json: [initiator, responder]. */
export const FAULTS = {
  none: ['none', 'none'],
  'blocked-udp-4500': ['=udp-4500-blocked', '~udp-4500-blocked'],
  'cert-untrusted': ['~cert-untrusted', '=cert-untrusted'],
  'esp-proposal-mismatch': ['=esp-proposal-mismatch', '=esp-proposal-mismatch'],
  'ike-proposal-mismatch': ['~ike-proposal-mismatch', '=ike-proposal-mismatch'],
  'id-mismatch': ['~no-peer-config', '=no-peer-config'],
  'pfs-group-mismatch': ['=pfs-mismatch', '=pfs-mismatch'],
  'psk-mismatch': ['~psk-mismatch', '=psk-mismatch'],
  'ts-mismatch': ['=ts-mismatch', '=ts-mismatch'],
};

/** How each fault ends: true when the IKE_SA comes up all the same. */
export const COMES_UP = { none: true, 'esp-proposal-mismatch': true, 'ts-mismatch': true };

/**
 * Judges what was found against an expectation. `findings`: of severity error, in order. Out: `ok`, `listed` (right, where it had to be first but is
 * only among the causes), `miss`, `false alarm`, or `-` when nothing is demanded.
 */
export function judge(expectation, findings) {
  if (expectation === '?') return '-';
  if (expectation === 'none') return findings.length === 0 ? 'ok' : 'false alarm';
  const wanted = expectation.slice(1).split('|');
  const isNamed = findings.some(({ causes }) => causes.some(({ cause }) => wanted.includes(cause)));
  if (!isNamed) return 'miss';
  return expectation[0] === '~' || wanted.includes(findings[0].causes[0].cause) ? 'ok' : 'listed';
}
