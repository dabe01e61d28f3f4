/**
 * What the user asked for, checked and frozen. Contradictions are refused here, so that the rooms need not think of them.
 */
import { OperationalError } from './errors.ts';
import { DIALECTS, type DialectName, isDialect } from './lines/index.ts';
import { FORMATS, type Format } from './views/index.ts';

/** Flags as the command line gives them (commander's names). */
export interface Flags {
  readonly output?: string;
  readonly follow?: boolean;
  readonly journal?: string | true;
  readonly connection?: string;
  readonly peer?: string;
  readonly since?: string;
  readonly until?: string;
  readonly failures?: boolean;
  readonly dialect?: string;
  readonly year?: string;
  readonly timezone?: string;
  readonly patterns?: string[];
  readonly config?: string;
  readonly brief?: boolean;
  readonly stats?: boolean;
  readonly dump?: string;
  readonly logJson?: boolean;
  readonly peerLog?: string[];
}

export const DUMPS = ['records', 'messages', 'events'] as const;
export type Dump = (typeof DUMPS)[number];

export interface Options {
  /** Paths, `-` for standard input; empty with `journal`. */
  readonly paths: readonly string[];
  readonly follow: boolean;
  /** Null: not the journal; '' is charon's messages of any unit. */
  readonly journal: string | null;
  readonly format: Format;
  readonly connection: string | null;
  readonly peer: string | null;
  /** Milliseconds since 1970 UTC, NaN for no limit. */
  readonly since: number;
  readonly until: number;
  readonly failuresOnly: boolean;
  readonly dialect: DialectName | null;
  readonly year: number | null;
  readonly timezone: string | null;
  readonly patternDirectories: readonly string[];
  /** swanctl.conf or ipsec.conf of the local side. */
  readonly configuration: string | null;
  readonly brief: boolean;
  readonly stats: boolean;
  readonly dump: Dump | null;
  /** Logs of the other end of the same tunnels; empty when only this end's are read. */
  readonly peerPaths: readonly string[];
}

function usage(message: string): never {
  throw new OperationalError('usage', message);
}

/** One of a list of names, with the list in the complaint. */
function oneOf<T extends string>(given: string, names: readonly T[], what: string): T {
  const found = names.find((name) => name === given);
  return found ?? usage(`${what} ${given} is not known; there are ${names.join(', ')}`);
}

/** A point in time: what Date understands, or `HH:MM` of today, or `-2h`, `-30m`, `-7d` before now. */
export function parseTime(text: string, now: number): number {
  const ago = /^-(\d+)\s*(s|m|h|d)$/.exec(text);
  if (ago !== null)
    return now - Number(ago[1]) * { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[ago[2] as 's' | 'm' | 'h' | 'd'];
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock !== null) return new Date(now).setHours(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), 0);
  const at = Date.parse(text);
  return Number.isNaN(at) ? usage(`${text} is not a time; write 2026-11-23T03:00, 03:00 or -2h`) : at;
}

function checkTimezone(zone: string): string {
  if (/^[+-]\d\d:?\d\d$/.test(zone)) return zone;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return usage(`${zone} is not a time zone; write Europe/Berlin, UTC or +02:00`);
  }
}

function checkYear(year: string): number {
  const n = Number(year);
  return Number.isInteger(n) && n >= 1990 && n <= 9999 ? n : usage(`${year} is not a year`);
}

/** Both ends are joined when both have been read to their end. */
function checkPeer({ peerPaths, follow, dump, paths, journal }: Options): void {
  if (peerPaths.length === 0) return;
  if (follow) usage('--peer-log joins saved logs; it cannot be combined with --follow');
  if (dump !== null) usage('--dump shows one log; give the other without --peer-log');
  const own = paths.length === 0 && journal === null ? ['-'] : paths;
  const reads = [...own, ...peerPaths].filter((path) => path === '-');
  if (reads.length > 1) usage('only one of the logs can come from standard input; name files for the others');
  const twice = peerPaths.find((path) => paths.includes(path));
  if (twice !== undefined) usage(`${twice} is given as the log of both ends`);
}

/**
 * In: what the command line gave, and the clock (milliseconds). Out: frozen Options.
 * Throws OperationalError `usage` for what makes no sense.
 */
export function readOptions(paths: readonly string[], flags: Flags, now: number): Options {
  const journal = flags.journal === undefined ? null : flags.journal === true ? '' : flags.journal;
  if (journal !== null && paths.length > 0) usage('--journal reads the journal itself: give either files or --journal');
  if (flags.follow === true && journal === null && paths.length === 0)
    usage('--follow needs a file; standard input is followed as it is');
  const dialect = flags.dialect;
  if (dialect !== undefined && !isDialect(dialect))
    usage(`dialect ${dialect} is not known; there are ${Object.keys(DIALECTS).join(', ')}`);
  const options: Options = {
    paths,
    follow: flags.follow === true,
    journal,
    format: oneOf(flags.output ?? 'text', Object.keys(FORMATS) as Format[], 'output format'),
    connection: flags.connection ?? null,
    peer: flags.peer ?? null,
    since: flags.since === undefined ? Number.NaN : parseTime(flags.since, now),
    until: flags.until === undefined ? Number.NaN : parseTime(flags.until, now),
    failuresOnly: flags.failures === true,
    dialect: dialect ?? null,
    year: flags.year === undefined ? null : checkYear(flags.year),
    timezone: flags.timezone === undefined ? null : checkTimezone(flags.timezone),
    patternDirectories: flags.patterns ?? [],
    configuration: flags.config ?? null,
    brief: flags.brief === true,
    stats: flags.stats === true,
    dump: flags.dump === undefined ? null : oneOf(flags.dump, DUMPS, 'dump'),
    peerPaths: flags.peerLog ?? [],
  };
  checkPeer(options);
  if (options.since > options.until) usage('--since is after --until');
  return Object.freeze(options);
}
