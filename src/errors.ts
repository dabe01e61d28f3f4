/**
 * Operational errors: what can go wrong outside the program (no file, no permission, no tool). A closed union, each with the next step for the person at
 * the terminal. Bad log content is not an error but data; a programmer's mistake throws a plain Error.
 */

/** Every operational error there is, with the sentence that says what to try next. `{}` stands for the error's subject. */
const NEXT_STEPS = {
  usage: 'see ike-trace --help',
  'source-missing': 'check the path; charon often logs to the journal instead: ike-trace --journal',
  'source-denied': 'run as a user who may read it (root, or a member of group adm or systemd-journal)',
  'source-unreadable': 'check that it is a regular file on a healthy disk',
  'files-exhausted': 'raise the limit (ulimit -n), or name fewer files at once',
  'source-binary': 'give the text of the log; a journal file is read with: journalctl --file {} -o json | ike-trace',
  'source-empty-directory': 'name a file, or a directory that holds charon.log, syslog, daemon.log or the like',
  'source-corrupt': 'the compressed file ends early or is damaged; what could be read was read',
  'decompressor-missing': 'install the package {} or decompress the file first',
  'journalctl-missing': 'run it on the host whose journal it is, or save it there: journalctl -o json > charon.json',
  'journalctl-failed': 'run the same journalctl command by hand to see what it says',
  'patterns-invalid': 'correct the pattern file; ike-trace patterns check DIR shows every mistake',
  'output-failed': 'check that the place written to exists and has room',
} as const;

export type OperationalErrorCode = keyof typeof NEXT_STEPS;

/**
 * An operational error.
 * `message` is one sentence without a full stop, `nextStep` what to do about it. `subject` fills the `{}` of the next step.
 */
export class OperationalError extends Error {
  readonly code: OperationalErrorCode;
  readonly nextStep: string;

  constructor(code: OperationalErrorCode, message: string, subject = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'OperationalError';
    this.code = code;
    this.nextStep = NEXT_STEPS[code].replace('{}', subject);
  }
}

/** Node's `error.code` (`ENOENT`, ...) of anything thrown, or '' when it has none. */
export function systemCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
