/**
 * The AUTHENTICATION_FAILED family (RFC 7296 section 2.21.2): what its verdicts have in common.
 * charon's responder sends one and the same notify for secrets, identities, methods and certificates alike: the verifier's log decides.
 */
import type { Verdict } from '../finding.ts';

/** A verdict of this family: always an error. */
export const authenticationFailed = (verdict: Omit<Verdict, 'severity' | 'symptom'>): Verdict => ({
  severity: 'error',
  symptom: 'authentication-failed',
  ...verdict,
});
