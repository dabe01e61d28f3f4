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
  'source-stuck':
    'look at {} by hand: does its disk answer, does journalctl? a restart of ike-trace reads on where it stopped',
  'source-binary': 'give the text of the log; a journal file is read with: journalctl --file {} -o json | ike-trace',
  'source-empty-directory': 'name a file, or a directory that holds charon.log, syslog, daemon.log or the like',
  'source-corrupt': 'the compressed file ends early or is damaged; what could be read was read',
  'decompressor-missing': 'install the package {} or decompress the file first',
  'journalctl-missing': 'run it on the host whose journal it is, or save it there: journalctl -o json > charon.json',
  'journalctl-failed': 'run the same journalctl command by hand to see what it says',
  'patterns-invalid': 'correct the pattern file; ike-trace patterns check DIR shows every mistake',
  'config-unreadable': 'name the swanctl.conf or ipsec.conf of the host whose log this is, as a user who may read it',
  'config-invalid': 'strongSwan refuses the file there; correct the line, then: swanctl --load-all (ipsec update)',
  'watch-config-missing': 'check the path of --config',
  'watch-config-invalid': 'correct the file; ike-trace watch --check-config --config FILE checks it without starting',
  'state-locked': 'stop the other one, or give each a --state directory of its own',
  'state-unwritable': 'give --state a directory that this user may write to, on a disk with room',
  'output-failed': 'check that the place written to exists and has room',
  'sink-failed': 'check that {} can be reached; what it did not take waits and is tried again',
  'sink-refused': 'check the address, the token and the format of {}; what it refuses is not sent again',
  'spool-failed':
    'check that {} is a writable directory with room; until then alerts wait in memory and a restart loses them',
  'spool-full':
    'mend {}, or raise the bounds (spool:): repetitions, then the oldest alerts that wait for it are given up',
  'listen-failed': 'choose another address or port with --listen ADDR:PORT',
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
