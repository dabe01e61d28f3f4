/**
 * Room 2: what a logger says it threw away. A line that is not charon's enters; the number of messages that the log lost, which may be charon's,
 * leaves. (systemd: journald-manager.c, "Suppressed %i messages from %s"; rsyslog: runtime/ratelimit.c, "%s: %u messages lost due to rate-limiting")
 */
import { BYTES, startsWith } from './bytes.ts';

const { COLON, SPACE } = BYTES;

/** The program's name ends within so many bytes of a line. */
const LONGEST_HEADER = 120;
const JOURNALD = Buffer.from('Suppressed ');
const RSYSLOG = Buffer.from('rsyslogd');

/** Units, cgroups and programs whose losses are of charon's messages, or may be: a name that says nothing of others. */
const OURS = /charon|strongswan|ipsec|^\/$/i;

/**
 * Messages that the line `bytes[start, end)` says were lost, when they may be charon's; 0 for any other line. Nearly every line is passed over by a walk over
 * its header.
 */
export function lossesIn(bytes: Buffer, start: number, end: number): number {
  const last = Math.min(end - JOURNALD.length, start + LONGEST_HEADER);
  let word = start;
  for (let at = start; at < last; at++) {
    const byte = bytes[at];
    if (byte === SPACE) word = at + 1;
    if (byte !== COLON || bytes[at + 1] !== SPACE) continue;
    if (startsWith(bytes, at + 2, end, JOURNALD)) return suppressed(bytes.toString('latin1', at + 2, end));
    return startsWith(bytes, word, end, RSYSLOG) ? lostByRsyslog(bytes.toString('latin1', at + 2, end)) : 0;
  }
  return 0;
}

/** The same for the text of a message of journald's, without header. */
export function suppressed(text: string): number {
  const match = /^Suppressed (\d{1,9}) messages from (\S+)/.exec(text);
  return match !== null && OURS.test(match[2]!) ? Number(match[1]) : 0;
}

/** `imuxsock[pid: 812, name: /usr/lib/ipsec/charon]: 57 messages lost ...`; older ones name the pid only, imjournal nobody. */
function lostByRsyslog(text: string): number {
  const match = /: (\d{1,9}) messages lost due to rate-limiting/.exec(text);
  if (match === null) return 0;
  const name = /, name: ([^\]]*)\]/.exec(text.slice(0, match.index))?.[1];
  return name === undefined || OURS.test(name) ? Number(match[1]) : 0;
}
