import { appendFileSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ByteTail, type TailEvents } from '../../src/intake/byte-tail.ts';
import { temporaryDirectory } from './taker.ts';

const tails: ByteTail[] = [];
afterEach(() => {
  for (const tail of tails.splice(0)) tail.quit();
});

/**
 * A tail on `path` from its beginning, and a list of what it said. `heard` resolves with the next thing said that is
 * `what`.
 */
function tailOf(path: string) {
  const said: string[] = [];
  const waiting = new Map<string, () => void>();
  const say = (what: string) => {
    said.push(what);
    waiting.get(what)?.();
  };
  const events: TailEvents = {
    bytes(bytes, offset) {
      say(`${offset}:${bytes}`);
      return undefined;
    },
    rotated: () => say('rotated'),
    truncated: () => say('truncated'),
    gap: () => say('gap'),
    idle: () => say('idle'),
    lost: (error) => say(`lost ${'code' in error ? error.code : error.message}`),
  };
  const heard = (what: string) => new Promise<void>((resolve) => waiting.set(what, resolve));
  const fd = openSync(path, 'r');
  const tail = new ByteTail(path, events);
  tails.push(tail);
  const begin = (position = 0) => tail.begin({ fd, ino: fstatSync(fd).ino, position });
  return { tail, begin, said, heard };
}

describe('ByteTail', () => {
  it('begins at a byte position, even inside a character', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'Zürich\n');
    const { begin, said, heard } = tailOf(log);
    const idle = heard('idle');
    begin(2);
    await idle;
    expect(said[0]).toBe('2:\ufffdrich\n');
  });

  it('begins on the file it was given, though the path leads to another by now', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\ntwo\n');
    const { begin, said, heard } = tailOf(log);
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    const third = heard('0:three\n');
    begin(4);
    await third;
    expect(said.slice(0, 3)).toEqual(['4:two\n', 'rotated', '0:three\n']);
  });

  it('works without a watch where the directory is gone: by looks', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    const { tail, begin, said, heard } = tailOf(log);
    rmSync(directory, { recursive: true });
    const idle = heard('idle');
    begin();
    await idle;
    mkdirSync(directory);
    writeFileSync(log, 'two\n');
    const second = heard('0:two\n');
    tail.look();
    await second;
    expect(said.filter((what) => what !== 'idle')).toEqual(['0:one\n', 'rotated', '0:two\n']);
  });

  it('quit reads once more, says where it stood, and nothing after', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const { tail, begin, said, heard } = tailOf(log);
    const idle = heard('idle');
    begin();
    await idle;
    appendFileSync(log, 'last');
    expect(tail.quit()?.position).toBe(8);
    const before = [...said];
    expect(before.at(-1)).toBe('4:last');
    expect(tail.quit()).toBeNull();
    appendFileSync(log, 'more\n');
    tail.look();
    tail.watchAgain();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(said).toEqual(before);
  });

  it('a file that is missing is lost, and its predecessor is not read instead', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    writeFileSync(`${log}.1`, 'of another time\n');
    const { tail, said, heard } = tailOf(log);
    rmSync(log);
    const lost = heard('lost ENOENT');
    tail.start();
    await lost;
    expect(said).toEqual(['lost ENOENT']);
  });
});
