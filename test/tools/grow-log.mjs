// Grows a large log from the shipped samples. Every copy is perturbed (addresses, identities, names, SPIs, unique ids, times), so that no cache of the
// reader's can profit from repetition. Seeded: the same arguments give the same bytes.
//   node test/tools/grow-log.mjs KIND MEGABYTES FILE [SEED]      KIND: syslog, mixed, journal-json
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from './random.mjs';

const SAMPLES = fileURLToPath(new URL('../../samples/logs', import.meta.url));

const CHARON_TEXT = /(\d\d)\[([A-Z]{3})\d?\](?: <(?:([^>|]*)\|)?(\d+)>)? (.*)$/;

/** Words that may name an IKE_SA, a CHILD_SA and what they are configured by; `name[3]` and `name{3}`, but not the port of an address. */
const NAMES = /\bIKE_SA ([a-z][\w-]*)\[|\bCHILD_SA '?([a-z][\w-]*)[{']|\bconfig '([a-z][\w-]*)'/g;
const UNIQUE_ID = /(?<![\w.:-])([A-Za-z][\w-]*|\(unnamed\))\[(\d{1,3})\]/g;
const CHILD_ID = /(\w)\{(\d{1,3})\}/g;

/** A saved run without its envelopes. Start-up lines are left out: a daemon starts once. */
function runOf(path) {
  const lines = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, thread, group, name = '', uid = '', text] = CHARON_TEXT.exec(line) ?? [];
    if (text !== undefined && !/^(DMN|LIB|JOB|KNL)$/.test(group)) lines.push({ thread, group, name, uid, text });
  }
  const texts = lines.map(({ text }) => text).join('\n');
  const names = [...texts.matchAll(NAMES)].map((match) => match[1] ?? match[2] ?? match[3]);
  const most = (ids) => Math.max(0, ...ids.map(Number));
  return {
    lines,
    names: new RegExp(`\\b(${[...new Set(['home', ...names])].join('|')})\\b`, 'g'),
    uids: most([...lines.map(({ uid }) => uid), ...[...texts.matchAll(UNIQUE_ID)].map((match) => match[2])]),
    cuids: most([...texts.matchAll(CHILD_ID)].map((match) => match[2])),
  };
}

function runs() {
  const found = [];
  for (const name of readdirSync(SAMPLES).sort()) {
    for (const side of ['moon.log', 'sun.log']) {
      try {
        const run = runOf(join(SAMPLES, name, side));
        if (run.lines.length > 10) found.push(run);
      } catch {
        // Not every case has both sides.
      }
    }
  }
  return found;
}

/** Another run of the same story: other addresses, names, SPIs, ids. `last`: the ids that the daemon has given so far. */
function perturb({ lines, names, uids, cuids }, copy, last, random) {
  const addresses = new Map();
  const spis = new Map();
  const hex = () =>
    Math.floor(random() * 0xffffffff)
      .toString(16)
      .padStart(8, 'c')
      .slice(0, 8);
  const other = (map, key, make) => {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  };
  const address = () =>
    `10.${Math.floor(random() * 255)}.${Math.floor(random() * 255)}.${1 + Math.floor(random() * 254)}`;
  const { uid: lastUid, cuid: lastCuid } = last;
  last.uid += uids;
  last.cuid += cuids;
  return lines.map(({ thread, group, name, uid, text }) => ({
    thread,
    group,
    name: name.replace(names, (word) => `${word}${copy}`),
    uid: uid === '' ? '' : String(Number(uid) + lastUid),
    text: text
      .replace(/\b(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+\b/g, (ip) => other(addresses, ip, address))
      .replace(/\b[0-9a-f]{8}(?=_[io]|\b(?! bytes))/g, (spi) => other(spis, spi, hex))
      .replace(names, (word) => `${word}${copy}`)
      .replace(/\.example\.org/g, `.c${copy}.example.org`)
      .replace(UNIQUE_ID, (_, word, id) => `${word}[${Number(id) + lastUid}]`)
      .replace(CHILD_ID, (_, word, id) => `${word}{${Number(id) + lastCuid}}`),
  }));
}

const OTHERS = [
  (r) =>
    `sshd[${1000 + Math.floor(r() * 9000)}]: Accepted publickey for admin from 10.0.0.${Math.floor(r() * 255)} port ${Math.floor(r() * 65535)} ssh2`,
  (r) => `CRON[${1000 + Math.floor(r() * 9000)}]: (root) CMD (run-parts /etc/cron.hourly/job${Math.floor(r() * 99)})`,
  (r) => `kernel: [${(r() * 1e6).toFixed(6)}] eth0: link becomes ready after ${Math.floor(r() * 900)} ms`,
  (r) =>
    `dnsmasq[${Math.floor(r() * 900)}]: query[A] host${Math.floor(r() * 1e6)}.example.org from 10.0.${Math.floor(r() * 255)}.${Math.floor(r() * 255)}`,
  (r) => `systemd[1]: Started session ${Math.floor(r() * 1e5)} of user admin.`,
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function syslogTime(at) {
  const d = new Date(at);
  const two = (n) => String(n).padStart(2, '0');
  return `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2, ' ')} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

function journalLine(at, { thread, group, name, uid, text }, serial) {
  return JSON.stringify({
    __CURSOR: `s=539b15d205cf4f39b2200da01eda8973;i=${serial.toString(16)};b=62ca95e77b5c44fb8c932ff8367dd035`,
    __REALTIME_TIMESTAMP: String(Math.floor(at * 1000)),
    _HOSTNAME: 'gw',
    _PID: '47',
    SYSLOG_IDENTIFIER: 'charon-systemd',
    _TRANSPORT: 'journal',
    PRIORITY: '6',
    GROUP: group,
    LEVEL: '1',
    THREAD: String(Number(thread)),
    ...(uid === '' ? {} : { IKE_SA_UNIQUE_ID: uid }),
    ...(name === '' ? {} : { IKE_SA_NAME: name }),
    MESSAGE: text,
    _CMDLINE: '/usr/sbin/charon-systemd',
    _SYSTEMD_UNIT: 'strongswan.service',
  });
}

/** Writes about `megabytes` of a log of that kind. Returns the number of lines. */
export function growLog(kind, megabytes, file, seed = 1) {
  const random = createRandom(seed);
  const stories = runs();
  const fd = openSync(file, 'w');
  const limit = megabytes * 1e6;
  let at = Date.UTC(2026, 0, 1);
  let written = 0;
  let lines = 0;
  const last = { uid: 0, cuid: 0 };
  for (let copy = 1; written < limit; copy++) {
    const out = [];
    for (const said of perturb(stories[copy % stories.length], copy, last, random)) {
      at += random() * 40;
      if (kind === 'journal-json') out.push(journalLine(at, said, lines + out.length));
      else out.push(`${syslogTime(at)} gw charon[47]: ${said.thread}[${said.group}] ${said.text}`);
      if (kind === 'mixed')
        for (let i = 0; i < 9; i++)
          out.push(`${syslogTime(at)} gw ${OTHERS[Math.floor(random() * OTHERS.length)](random)}`);
    }
    lines += out.length;
    written += writeSync(fd, `${out.join('\n')}\n`);
  }
  closeSync(fd);
  return lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, megabytes, file, seed] = process.argv.slice(2);
  if (!['syslog', 'mixed', 'journal-json'].includes(kind) || !(Number(megabytes) > 0) || file === undefined) {
    process.stderr.write('usage: grow-log.mjs syslog|mixed|journal-json MEGABYTES FILE [SEED]\n');
    process.exit(2);
  }
  process.stderr.write(`${growLog(kind, Number(megabytes), file, Number(seed ?? 1))} lines\n`);
}
