// The commonest kinds of message: what the other tools are asked to extract. Counted in the shipped samples, worded by the shipped patterns, so that nothing
// about charon is written twice.
import { sampleLogs } from '../../tools/samples.mjs';

const COUNT = 45;

/**
 * `program` is the build. Out: kinds, the commonest first: `name`, and `wordings`, each a list of literal texts and holes ({ hole, type }).
 */
export function commonKinds({ createPipeline, patterns }) {
  const counts = new Map();
  const settings = { now: () => Date.UTC(2026, 11, 31), timezone: 'UTC' };
  for (const { path, bytes } of sampleLogs()) {
    const pipeline = createPipeline(patterns, settings, {
      message({ pattern }) {
        if (pattern !== null) counts.set(pattern.name, (counts.get(pattern.name) ?? 0) + 1);
      },
    });
    pipeline.feed({ kind: 'chunk', source: { id: 1, name: path, stream: path, live: false }, bytes, offset: 0 });
    pipeline.end();
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, COUNT)
    .map(([name]) => ({ name, wordings: patterns.find((pattern) => pattern.name === name).says.map(piecesOf) }));
}

function piecesOf(packed) {
  return packed.split('\0').flatMap((part, i) => {
    if (i % 2 === 0) return part === '' ? [] : [part];
    const [hole, type] = part.split(':');
    return [{ hole, type }];
  });
}

/** For each type of hole a regular expression that means about the same. */
const CLASSES = {
  int: '-?[0-9]+',
  hex: '[0-9a-fx]+',
  spi: '[0-9a-fx]+',
  ip: '[^][ ]+',
  endpoint: '[^ ]+',
  word: '[^ ]+',
  payloads: '\\[.*',
};
const literal = (text) => text.replace(/[.*+?^$|(){}[\]\\/]/g, '\\$&');

/** A wording as a regular expression that Perl, gawk, RE2 and PCRE read alike, its fields in groups. */
export const regexOf = (pieces) =>
  pieces.map((piece) => (typeof piece === 'string' ? literal(piece) : `(${CLASSES[piece.type] ?? '.*'})`)).join('');

/** What a message of this wording begins with: tools that can, look that up first. */
export const firstWordOf = (pieces) => (typeof pieces[0] === 'string' ? (/^(\S+) /.exec(pieces[0])?.[1] ?? '') : '');
