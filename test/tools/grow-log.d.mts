/** Writes about so many megabytes of a log of that kind. The same seed makes the same lines in each kind. Returns the number of lines. */
export function growLog(
  kind: 'syslog' | 'mixed' | 'journal-json',
  megabytes: number,
  file: string,
  seed?: number,
): number;
