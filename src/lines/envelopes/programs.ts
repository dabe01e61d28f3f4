/**
 * Room 2, envelopes: whose program names are charon's, and what a header "host program[pid]:" says.
 */
import { BYTES, findBlank, isDigit, numberOf, skipBlanks, startsWith } from '../bytes.ts';

const { CLOSE_BRACKET, COLON, OPEN_BRACKET } = BYTES;

/**
 * How far a program's name vouches for its lines. `none`: only charon's own prefix makes a line charon's. `charon`:
 * everything it says counts.
 */
const NAMES = [
  'charon',
  'ipsec',
  'ipsec_starter',
  'strongswan',
  'strongswan.service',
  'strongswan-starter',
  'strongswan-starter.service',
  'strongswan-swanctl',
  'strongswan-swanctl.service',
  'ipsec.service',
  'starter',
].map((name) => Buffer.from(name));
const CHARON = Buffer.from('charon');

/**
 * Whether the word `bytes[start, stop)` names one of strongSwan's daemons: charon, charon-systemd, charon-nm, ipsec,
 * strongswan, ... The word may end in its process id, without colon.
 */
export function isCharonProgram(bytes: Buffer, start: number, stop: number): boolean {
  const first = bytes[start]! | 0x20;
  if (first !== 0x63 && first !== 0x69 && first !== 0x73) return false;
  const end = programNameEnd(bytes, start, stop);
  if (startsWith(bytes, start, end, CHARON))
    return end === start + 6 || bytes[start + 6] === 0x2d || bytes[start + 6] === 0x2e || bytes[start + 6] === 0x5f;
  return NAMES.some((name) => name.length === end - start && startsWith(bytes, start, end, name));
}

/** What stands between the time and the message. Positions in the line; -1 where there is none. */
export interface Header {
  hostStart: number;
  hostEnd: number;
  programStart: number;
  programEnd: number;
  pid: number;
}

export function createHeader(): Header {
  return { hostStart: -1, hostEnd: -1, programStart: -1, programEnd: -1, pid: -1 };
}

/**
 * Words between time and program that are no host: syslog facilities and priorities, and what a web page or logcat
 * prints there.
 */
const NOISE =
  /^(?:<?(?:\w+\.)?(?:debug|info|informational|notice|warn|warning|err|error|crit|critical|alert|emerg|emergency)>?|[VDIWEF]|\d+|-|:|<\d+>)$/i;

/**
 * Splits "host program[pid]:" (in any part) at `bytes[start, end)`. A lone word without colon that is not one of ours
 * is a host.
 */
export function readHeader(bytes: Buffer, start: number, end: number, header: Header): void {
  header.hostStart = header.hostEnd = header.programStart = header.programEnd = header.pid = -1;
  let at = skipBlanks(bytes, start, end);
  while (at < end) {
    const stop = findBlank(bytes, at, end);
    if (!NOISE.test(bytes.toString('latin1', at, stop))) {
      if (header.programStart >= 0) setHost(header);
      setProgram(bytes, at, stop, header);
      if (bytes[stop - 1] !== COLON && !isCharonProgram(bytes, at, header.programEnd) && header.pid < 0)
        setHost(header);
    }
    at = skipBlanks(bytes, stop, end);
  }
}

/** What was taken for the program was the host. */
function setHost(header: Header): void {
  header.hostStart = header.programStart;
  header.hostEnd = header.programEnd;
  header.programStart = header.programEnd = -1;
}

/** Where the name ends of a program word `charon[1234]:`, `charon:`, `charon` at `bytes[start, end)`. */
export function programNameEnd(bytes: Buffer, start: number, end: number): number {
  const stop = bytes[end - 1] === COLON ? end - 1 : end;
  if (bytes[stop - 1] !== CLOSE_BRACKET) return stop;
  let open = stop - 2;
  while (open > start && isDigit(bytes[open])) open--;
  return bytes[open] === OPEN_BRACKET && open < stop - 2 ? open : stop;
}

function setProgram(bytes: Buffer, start: number, end: number, header: Header): void {
  const name = programNameEnd(bytes, start, end);
  const stop = bytes[end - 1] === COLON ? end - 1 : end;
  header.pid = name === stop ? -1 : numberOf(bytes, name + 1, stop - 1);
  header.programStart = start;
  header.programEnd = name;
}
