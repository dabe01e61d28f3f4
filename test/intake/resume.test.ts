import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type FilePrint, openSources, planResumption, printOf } from '../../src/intake/index.ts';
import { createTaker, temporaryDirectory } from './taker.ts';

const BEFORE = 'one\ntwo\nthree\n';

/** How a file of that text looked when it was read to its end. */
function printFor(text: string): FilePrint {
  const bytes = Buffer.from(text);
  return {
    head: printOf(bytes.subarray(0, 512), Math.min(512, bytes.length)),
    tail: printOf(bytes.subarray(-256), bytes.length),
  };
}

/** A log that was read to the end of `three`, and is to be read on from `two`. */
const FROM = { position: 4, lines: 1 };

async function story(
  happens: (log: string) => void,
  prints: readonly FilePrint[] = [printFor(BEFORE)],
  meanwhile: (log: string) => void = () => undefined,
) {
  const log = join(await temporaryDirectory(), 'charon.log');
  writeFileSync(log, BEFORE);
  happens(log);
  const { specs, places } = await planResumption(log, log, prints, FROM, Date.now() - 60_000);
  meanwhile(log);
  const taker = createTaker();
  const reading = openSources(specs, taker.emit, { report: taker.report, lookEvery: 5 });
  await taker.until(() => taker.sources().some(({ live }) => live) && taker.moments().at(-1) === 'idle');
  await reading.stop();
  return {
    text: taker.bytes().toString(),
    places,
    linesBefore: taker.sources()[0]!.linesBefore,
    troubles: taker.troubles(),
  };
}

test.each<[string, (log: string) => void, string, number[], number | undefined]>([
  ['is appended to', (log) => appendFileSync(log, 'four\n'), 'two\nthree\nfour\n', [0], 1],
  ['is as it was', () => undefined, 'two\nthree\n', [0], 1],
  [
    'is renamed',
    (log) => {
      appendFileSync(log, 'four\n');
      renameSync(log, `${log}.1`);
      writeFileSync(log, 'five\n');
    },
    'two\nthree\nfour\nfive\n',
    [0],
    1,
  ],
  [
    'is renamed twice, and compressed',
    (log) => {
      appendFileSync(log, 'four\n');
      writeFileSync(`${log}.2.gz`, gzipSync(readFileSync(log)));
      writeFileSync(`${log}.1`, 'five\n');
      writeFileSync(`${log}.3`, 'zero\n');
      writeFileSync(log, 'six\n');
    },
    'two\nthree\nfour\nfive\nsix\n',
    [0],
    1,
  ],
  [
    'is copied and truncated',
    (log) => {
      appendFileSync(log, 'four\n');
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
      appendFileSync(log, 'five\n');
    },
    'two\nthree\nfour\nfive\n',
    [0],
    1,
  ],
  [
    'is lost, and another has its inode',
    (log) => {
      const { ino } = statSync(log);
      rmSync(log);
      writeFileSync(log, 'other and longer than before\n');
      expect(typeof ino).toBe('number');
    },
    'other and longer than before\n',
    [-1],
    undefined,
  ],
])('a log that %s', async (_, happens, text, places, linesBefore) => {
  expect(await story(happens)).toEqual({ text, places, linesBefore, troubles: [] });
});

test('a log that was rotated away as a whole: what was written since then is read, and no older file', async () => {
  const { text, places } = await story((log) => {
    writeFileSync(`${log}.3`, 'years ago\n');
    utimesSync(`${log}.3`, 1000, 1000);
    writeFileSync(`${log}.2.gz`, gzipSync('four\n'));
    writeFileSync(`${log}.1`, 'five\n');
    rmSync(log);
    writeFileSync(log, 'six\n');
  });
  expect({ text, places }).toEqual({ text: 'four\nfive\nsix\n', places: [-1] });
});

test('of two files the first is lost: the second is read from its beginning', async () => {
  const { text, places } = await story(() => undefined, [printFor('gone\nfor good\n'), printFor(BEFORE)]);
  expect({ text, places }).toEqual({ text: BEFORE, places: [-1, 0] });
});

test('of two files both are there', async () => {
  const older = 'a\nbb\nccc\n';
  const { text, places } = await story((log) => writeFileSync(`${log}.1`, older), [printFor(older), printFor(BEFORE)]);
  expect({ text, places }).toEqual({ text: `\nccc\n${BEFORE}`, places: [0, 1] });
});

test('rotation between finding the files and reading them does no harm', async () => {
  const rotate = (log: string) => {
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'seven\n');
  };
  const happens = (log: string) => {
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'six\n');
  };
  const { text, places, troubles } = await story(happens, [printFor(BEFORE)], rotate);
  expect({ text, places, troubles }).toEqual({ text: 'two\nthree\nsix\nseven\n', places: [0], troubles: [] });
});
