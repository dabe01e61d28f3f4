// The lab: compares what ike-trace says of a log with what the scenario states that this log can prove. Pure.
import type { Found } from './scenario.ts';
import type { Document, Finding, IkeSa } from './trace.ts';

export interface Verdict {
  readonly expected: string;
  readonly got: string;
  readonly ok: boolean;
}

/** `loose`: the log says more or less than the scenario's own (another level, no tag): how certain the first cause is does not count. */
export interface Strictness {
  readonly loose?: boolean;
}

const causesOf = (finding: Finding): readonly string[] => finding.causes.map(({ cause }) => cause);
const isProven = (finding: Finding): boolean => finding.causes[0]?.certainty === 'proven';

const claimText = ({ peer, severity, symptom, causes, certainty, mismatch, outcome }: Found): string =>
  `${peer ? `${peer} ` : ''}${severity ? `${severity} ` : ''}${symptom}: ${causes.join(', ')} (${certainty})${mismatch ? ` [${mismatch.join(' ')}]` : ''}${outcome ? ` ${outcome}` : ''}`;

function findingText(finding: Finding, sa: IkeSa | undefined): string {
  const causes = finding.causes.map(({ cause, certainty }) => `${cause}(${certainty})`).join(', ');
  const mismatch = finding.difference ? ` [${finding.difference.mismatch.join(' ')}]` : '';
  const severity = finding.severity === 'error' ? '' : `${finding.severity} `;
  return `${severity}${finding.symptom}: ${causes}${mismatch}${sa ? ` ${sa.outcome}` : ''}`;
}

/**
 * Where a log can tell, the cause claimed comes first and is as certain as claimed. Where it cannot, the causes claimed are among those named, and
 * none of the others is said to be proven.
 */
function causesHold(finding: Finding, { causes, certainty }: Found, { loose = false }: Strictness): boolean {
  const named = causesOf(finding);
  if (certainty !== 'possible') {
    return named[0] === causes[0] && (loose || finding.causes[0]?.certainty === certainty);
  }
  if (isProven(finding)) return loose && causes.includes(named[0] ?? '');
  return causes.every((cause) => named.includes(cause));
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item) => other.includes(item));

function holds(finding: Finding, sa: IkeSa | undefined, claim: Found, strictness: Strictness): boolean {
  return (
    finding.severity === (claim.severity ?? 'error') &&
    finding.symptom === claim.symptom &&
    causesHold(finding, claim, strictness) &&
    (claim.peer === undefined || sa?.remote.host === claim.peer) &&
    (claim.mismatch === undefined || sameSet(finding.difference?.mismatch ?? [], claim.mismatch)) &&
    (claim.outcome === undefined || sa?.outcome === claim.outcome)
  );
}

/** An error that no claim is about: not even its first cause is one that the claim for that peer names. */
const isStray = (finding: Finding, sa: IkeSa | undefined, claims: readonly Found[]): boolean =>
  finding.severity === 'error' &&
  !claims.some(
    ({ peer, causes }) =>
      (peer === undefined || sa?.remote.host === peer) && causesOf(finding).some((cause) => causes.includes(cause)),
  );

/** One verdict for each claim, and one for what nobody claimed; `ends` is the outcome of the last IKE_SA in the log. */
export function judge(
  document: Document,
  claims: readonly Found[],
  ends: string | undefined,
  strictness: Strictness = {},
): readonly Verdict[] {
  const sas = new Map(document.ikeSas.map((sa) => [sa.id, sa]));
  const saOf = ({ ikeSa }: Finding): IkeSa | undefined => (ikeSa === null ? undefined : sas.get(ikeSa));
  const tell = (findings: readonly Finding[]): string =>
    findings.map((finding) => findingText(finding, saOf(finding))).join('; ') || 'nothing';

  const verdicts: Verdict[] = claims.map((claim) => {
    const kept = document.findings.find((finding) => holds(finding, saOf(finding), claim, strictness));
    const near = document.findings.filter((one) => claim.peer === undefined || saOf(one)?.remote.host === claim.peer);
    return { expected: claimText(claim), got: tell(kept ? [kept] : near), ok: kept !== undefined };
  });
  const stray = document.findings.filter((finding) => isStray(finding, saOf(finding), claims));
  if (stray.length > 0 || claims.length === 0) {
    const expected = claims.length === 0 ? 'no error' : 'no error besides';
    verdicts.push({ expected, got: stray.length > 0 ? tell(stray) : 'no error', ok: stray.length === 0 });
  }
  const last = document.ikeSas.at(-1)?.outcome ?? 'no IKE_SA';
  if (ends !== undefined) verdicts.push({ expected: `ends ${ends}`, got: `ends ${last}`, ok: last === ends });
  return verdicts;
}
