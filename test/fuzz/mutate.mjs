// Makes a case for the fuzzer: a real log, cut, mixed, wrapped anew and damaged, and the way in which it is delivered. All of it follows from one seed.
import { WRAPPED_DIALECTS, wrap } from '../tools/dialects.mjs';
import { HOSTILE_BYTES, HOSTILE_WORDS } from '../tools/hostile-words.mjs';
import { createChance } from '../tools/random.mjs';

const WORDS = Object.values(HOSTILE_WORDS);
/** Lines of one case. Small cases find more in the same time, and are easier to read. */
const MOST_LINES = 400;

/** Numbers that programs stumble over. */
const NUMBERS = [
  '0',
  '-1',
  '255',
  '65536',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '1e309',
  '00000000000000001',
];
const NOISE = [
  'Nov 23 09:08:57 gw sshd[1]: Accepted publickey for admin from 192.0.2.9 port 22 ssh2\n',
  'Nov 23 09:08:57 gw charon[47]: last message repeated 3 times\n',
  'Nov 23 09:08:57 gw rsyslogd: message repeated 2 times: [ 09[IKE] retransmit 1 of request with message ID 0]\n',
  '-- Boot 62ca95e77b5c44fb8c932ff8367dd035 --\n',
  'type=AVC msg=audit(1795424937.751:1): avc: denied\n',
  '{"level":"info","msg":"13[IKE] x","time":"2026-11-23T09:08:57Z"}\n',
  '\n',
  '   \t \n',
  '{\n',
  '}\n',
  '"MESSAGE" : [ 49, 51, 0 ],\n',
  '__CURSOR=s=1\n',
  'MESSAGE\n\xff\xff\xff\xff\xff\xff\xff\x7f\n',
  'MESSAGE\n\x05\x00\x00\x00\x00\x00\x00\x00hel\nlo\n',
  '00[DMN] Starting IKE charon daemon (strongSwan 5.9.8, Linux 6.1.0, x86_64)\n',
  '00[DMN] SIGTERM received, shutting down\n',
];

/** What may happen to the bytes of one line. */
const BYTE_DAMAGE = [
  function flip(line, chance) {
    const out = Buffer.from(line);
    for (let n = 1 + chance.int(4); n > 0; n--) out[chance.int(out.length)] ^= 1 << chance.int(8);
    return out;
  },
  function cut(line, chance) {
    return line.subarray(0, chance.int(line.length));
  },
  function lose(line, chance) {
    const from = chance.int(line.length);
    return Buffer.concat([line.subarray(0, from), line.subarray(from + 1 + chance.int(20))]);
  },
  function insert(line, chance) {
    const at = chance.int(line.length);
    const what = chance.happens(0.5) ? Buffer.from(chance.pick(WORDS)) : Buffer.from(chance.pick(HOSTILE_BYTES));
    return Buffer.concat([line.subarray(0, at), what, line.subarray(at)]);
  },
  function repeatPart(line, chance) {
    const from = chance.int(line.length);
    const part = line.subarray(from, from + 1 + chance.int(12));
    const times = chance.happens(0.05) ? 8000 : chance.int(40);
    return Buffer.concat([line.subarray(0, from), ...Array.from({ length: times }, () => part), line.subarray(from)]);
  },
  function number(line, chance) {
    const text = line.toString('latin1');
    return Buffer.from(
      text.replace(/\d+/g, (d) => (chance.happens(0.2) ? chance.pick(NUMBERS) : d)),
      'latin1',
    );
  },
  function word(line, chance) {
    const text = line.toString('latin1');
    const word = Buffer.from(chance.pick(WORDS)).toString('latin1');
    const places = [...text.matchAll(/'[^']*'|\[[^\]]*\]|[\w.-]+\.example\.org|<[^>]*>/g)];
    if (places.length === 0) return line;
    const { index, 0: old } = chance.pick(places);
    return Buffer.from(`${text.slice(0, index + 1)}${word}${text.slice(index + old.length - 1)}`, 'latin1');
  },
  function bracket(line, chance) {
    const what = chance.pick(['[', ']', '<', '>', "'", '"', '{', '}', '|', '\\', '=', ',', ' ', ': ', '\r', '\t']);
    const at = chance.int(line.length);
    return Buffer.concat([line.subarray(0, at), Buffer.from(what.repeat(1 + chance.int(3))), line.subarray(at)]);
  },
];

/** What may happen to the order of lines. In and out: arrays of lines; the first is changed in place. */
const LINE_DAMAGE = [
  function swap(lines, chance) {
    const [a, b] = [chance.int(lines.length), chance.int(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
  },
  function duplicate(lines, chance) {
    const from = chance.int(lines.length);
    lines.splice(chance.int(lines.length), 0, ...lines.slice(from, from + 1 + chance.int(5)));
  },
  function drop(lines, chance) {
    if (lines.length > 20) lines.splice(chance.int(lines.length), 1 + chance.int(5));
  },
  function reverse(lines, chance) {
    const from = chance.happens(0.3) ? 0 : chance.int(lines.length);
    const to = from === 0 ? lines.length : from + chance.int(30);
    lines.splice(from, to - from, ...lines.slice(from, to).reverse());
  },
  function join(lines, chance) {
    const at = chance.int(lines.length);
    lines[at] = lines[at].subarray(0, Math.max(0, lines[at].length - 1));
  },
  function noise(lines, chance) {
    lines.splice(chance.int(lines.length), 0, Buffer.from(chance.pick(NOISE), 'latin1'));
  },
  function giant(lines, chance) {
    if (chance.happens(0.9)) return;
    const at = chance.int(lines.length);
    const filling = Buffer.alloc(
      chance.pick([8_192, 65_530, 65_540, 200_000]),
      chance.pick(['x', "'", ' SA ', '[', '\\u']),
    );
    const cut = chance.int(lines[at].length);
    lines[at] = Buffer.concat([lines[at].subarray(0, cut), filling, lines[at].subarray(cut)]);
  },
];

/** Messages of a real run with words of strangers in them, in a dialect or in several. */
function wrapped(corpus, chance) {
  const messages = chance.pick(corpus.stories);
  const from = chance.int(Math.max(1, messages.length - 20));
  const dialect = chance.pick(WRAPPED_DIALECTS);
  const isMixed = chance.happens(0.15);
  return messages.slice(from, from + MOST_LINES).map((message) => {
    let { text } = message;
    if (chance.happens(0.02)) text = text.replace(/'[^']*'|[\w.]+\.example\.org/, () => `'${chance.pick(WORDS)}'`);
    const name = message.name !== null && chance.happens(0.01) ? chance.pick(WORDS) : message.name;
    return wrap(isMixed ? chance.pick(WRAPPED_DIALECTS) : dialect, { ...message, text, name });
  });
}

function taken(corpus, chance) {
  const lines = chance.pick(corpus.logs);
  const from = chance.happens(0.5) ? 0 : chance.int(lines.length);
  return lines.slice(from, from + 10 + chance.int(MOST_LINES));
}

function linesOf(corpus, chance) {
  const lines = chance.happens(0.5) ? wrapped(corpus, chance) : taken(corpus, chance);
  for (let more = chance.int(5); more > 0; more--) {
    const others = chance.happens(0.5) ? wrapped(corpus, chance) : taken(corpus, chance);
    if (chance.happens(0.5)) lines.splice(chance.int(lines.length), 0, ...others);
    else for (const other of others) lines.splice(chance.int(lines.length + 1), 0, other);
  }
  return lines.slice(0, 3 * MOST_LINES);
}

/** Cuts that chop the bytes; few of them mostly, each byte by itself sometimes. */
function cutsOf(length, chance) {
  if (chance.happens(0.3)) return [];
  if (chance.happens(0.02) && length < 20_000) return Array.from({ length: length - 1 }, (_, i) => i + 1);
  return Array.from({ length: chance.int(30) }, () => chance.int(length)).sort((a, b) => a - b);
}

/** A whole saved log in one piece, and the options of a run that sets none. */
export const PLAIN = {
  bytes: Buffer.alloc(0),
  cuts: [],
  isLive: false,
  breaks: [],
  dialect: null,
  isFiltered: false,
  width: 100,
  file: null,
};

/**
 * Case `index` of `seed`. Out: the bytes, where they are cut, whether the source is live, the breaks between pieces (by the number of the piece before them), and
 * the options of the run.
 */
export function makeCase(corpus, seed, index) {
  const chance = createChance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const lines = linesOf(corpus, chance);
  const damages = chance.happens(0.1) ? 0 : chance.int(Math.max(2, lines.length / 4));
  for (let n = 0; n < damages && lines.length > 0; n++) {
    if (chance.happens(0.4)) chance.pick(LINE_DAMAGE)(lines, chance);
    else {
      const at = chance.int(lines.length);
      if (lines[at].length > 0) lines[at] = chance.pick(BYTE_DAMAGE)(lines[at], chance);
    }
  }
  const bytes = Buffer.concat(lines);
  const isLive = chance.happens(0.4);
  const cuts = cutsOf(bytes.length, chance);
  const kinds = ['idle', 'idle', 'idle', 'idle', 'rotated', 'truncated', 'gap', 'gone'];
  const breaks = isLive ? cuts.map(() => (chance.happens(0.3) ? chance.pick(kinds) : null)) : [];
  return {
    bytes,
    cuts,
    isLive,
    breaks,
    dialect: chance.happens(0.05) ? chance.pick(WRAPPED_DIALECTS) : null,
    isFiltered: chance.happens(0.05),
    width: chance.pick([40, 80, 100, 200, Number.POSITIVE_INFINITY]),
    /** Where it also goes by way of a file: packed and damaged, in part. */
    file: chance.happens(0.02)
      ? { isPacked: chance.happens(0.7), damageAt: chance.next(), isCut: chance.happens(0.5) }
      : null,
  };
}
