// A flood: attempts of spoofed addresses that never go on after their first message, poured between the lines of two real tunnels (RFC 7296 section 2.6 is about
// it). Seeded, and made piece by piece: a million attempts are about a gigabyte.
import { readFileSync } from 'node:fs';
import { readMessages, wrap } from './dialects.mjs';
import { createChance } from './random.mjs';

const SAMPLES = new URL('../../samples/logs/', import.meta.url);
const OWN = '203.0.113.1';
/** Attempts a second, and when charon gives up on one (half_open_timeout). */
const RATE = 2000;
const TIMEOUT_MS = 30_000;
/** About the size of a piece. */
const PIECE = 64 * 1024;
/** Unique ids of the flood begin here; those of the tunnels are small. */
const FIRST_ID = 1000;

/** The tunnels: a log of a real responder each, in one daemon: the second with other ids, another peer and threads of its own. */
function tunnels() {
  const read = (path) =>
    readMessages(readFileSync(new URL(path, SAMPLES), 'utf8')).filter(({ group }) => !/^(?:DMN|LIB)$/.test(group));
  const first = read('ok-rekey-collision/sun.log').map((message) => ({ ...message, thread: message.thread % 4 }));
  const second = read('psk-mismatch-v2/sun.log').map((message) => ({
    ...message,
    thread: 4 + (message.thread % 4),
    uniqueId: message.uniqueId < 0 ? -1 : message.uniqueId + 500,
    name: message.name === 'branch' ? 'office' : message.name,
    text: message.text
      .replaceAll('192.0.2.1', '198.51.100.201')
      .replaceAll("'branch'", "'office'")
      .replaceAll('moon.example.org', 'venus.example.org'),
  }));
  return [...first, ...second];
}

function setUp({ uniqueId, address, thread, at }) {
  const said = (group, text) => ({ at, thread, group, level: 1, uniqueId, name: null, text });
  return [
    said('NET', `received packet: from ${address}[500] to ${OWN}[500] (464 bytes)`),
    said(
      'ENC',
      'parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) N(HASH_ALG) N(REDIR_SUP) ]',
    ),
    said('IKE', `${address} is initiating an IKE_SA`),
    said('CFG', 'selected proposal: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256'),
    said(
      'ENC',
      'generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) N(HASH_ALG) N(MULT_AUTH) ]',
    ),
    said('NET', `sending packet: from ${OWN}[500] to ${address}[500] (280 bytes)`),
  ];
}

const giveUp = ({ uniqueId, address, at }) => ({
  at: at + TIMEOUT_MS,
  thread: 9,
  group: 'JOB',
  level: 1,
  uniqueId,
  name: null,
  text: `deleting half open IKE_SA with ${address} after timeout`,
});

/**
 * Pieces of the log, in syslog's dialect. `attempts` 0 leaves the tunnels alone, at the same times. `isTagged`: with ike_name = yes. Addresses hardly ever come
 * twice.
 */
export function* floodLog({ attempts, isTagged, seed = 1 }) {
  const chance = createChance(seed);
  const own = tunnels();
  const start = Date.UTC(2026, 10, 23, 9);
  const length = Math.max(1, own.length - 1);
  let pieces = [];
  let size = 0;
  const add = (message) => {
    const bytes = wrap('syslog-3164', isTagged ? message : { ...message, uniqueId: -1, name: null });
    pieces.push(bytes);
    size += bytes.length;
  };
  // Those before `given` have been given up.
  let waiting = [];
  let given = 0;
  let made = 0;
  // The tunnels' lines stand at even distances in the flood; times follow the flood's.
  for (let i = 0; i < own.length; i++) {
    const until = Math.floor((attempts * i) / length);
    for (; made < until; made++) {
      const at = start + (made * 1000) / RATE;
      const address = `${1 + chance.int(223)}.${chance.int(256)}.${chance.int(256)}.${1 + chance.int(254)}`;
      const attempt = { uniqueId: FIRST_ID + made, address, thread: 10 + (made % 6), at };
      for (; given < waiting.length && waiting[given].at + TIMEOUT_MS <= at; given++) add(giveUp(waiting[given]));
      setUp(attempt).forEach(add);
      waiting.push(attempt);
      if (given > 100_000) {
        waiting = waiting.slice(given);
        given = 0;
      }
      if (size < PIECE) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      size = 0;
    }
    add({ ...own[i], at: start + (made * 1000) / RATE + i * 0.001 });
  }
  for (; given < waiting.length; given++) add(giveUp(waiting[given]));
  yield Buffer.concat(pieces);
}
