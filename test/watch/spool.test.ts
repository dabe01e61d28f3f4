// The spool on a real directory; its steps are let fail one by one, as a full disk or kill -9 would.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type SpoolFiles } from '../../src/watch/spool.ts';

let directory = '';
beforeEach(() => {
  directory = join(fs.mkdtempSync(join(tmpdir(), 'ike-trace-spool-')), 'hook');
});
afterEach(() => fs.rmSync(join(directory, '..'), { recursive: true, force: true }));

/** A file system that does `steps` things and then nothing: every further call throws, as if the process were gone. */
function failingAfter(steps: number): SpoolFiles {
  let left = steps;
  return new Proxy(fs, {
    get(target, name: keyof SpoolFiles) {
      const real = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        if (left-- <= 0) throw Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' });
        return real(...args);
      };
    },
  });
}

const texts = () =>
  openSpool(directory)
    .load()
    .map(({ text }) => text);

describe('a spool', () => {
  test('gives back in order what was written and not removed', () => {
    const spool = openSpool(directory);
    const names = ['a', 'b', 'c'].map((text) => spool.write(text));
    spool.remove(names[1]!);
    expect(texts()).toEqual(['a', 'c']);
  });

  test('numbers go on after a restart, also when it was never loaded', () => {
    openSpool(directory).write('a');
    openSpool(directory).write('b');
    expect(texts()).toEqual(['a', 'b']);
  });

  test('is for its owner only', () => {
    const name = openSpool(directory).write('a');
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700);
    expect(fs.statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test('removing what is gone is no error', () => {
    const spool = openSpool(directory);
    const name = spool.write('a');
    spool.remove(name);
    expect(() => spool.remove(name)).not.toThrow();
  });

  test('what is set aside is not loaded again, its number is not used again, and not too many are kept', () => {
    const spool = openSpool(directory);
    for (let i = 0; i < 40; i++) spool.setAside(spool.write(`bad ${i}`));
    spool.write('good');
    expect(texts()).toEqual(['good']);
    expect(fs.readdirSync(directory).filter((name) => name.endsWith('.corrupt'))).toHaveLength(16);
  });

  test('other files are left alone, directories in disguise are not read', () => {
    const spool = openSpool(directory);
    spool.write('a');
    fs.writeFileSync(join(directory, 'README'), 'mine');
    fs.mkdirSync(join(directory, '000000000007.json'));
    expect(texts()).toEqual(['a', null]);
    expect(fs.readFileSync(join(directory, 'README'), 'utf8')).toBe('mine');
  });

  test('a file too large to be an alert is not read', () => {
    openSpool(directory).write('x'.repeat((1 << 20) + 1));
    expect(texts()).toEqual([null]);
  });

  // openSync of the directory, fsync and close of it are the last steps of a write.
  test.each(Array.from({ length: 12 }, (_, steps) => steps))(
    'kill -9 after %i steps of a write loses nothing that was promised and leaves nothing torn',
    (steps) => {
      openSpool(directory).write('before');
      let isPromised = true;
      try {
        openSpool(directory, failingAfter(steps)).write('{"whole":true}');
      } catch {
        isPromised = false;
      }
      const after = texts();
      expect(after[0]).toBe('before');
      expect(after.slice(1).every((text) => text === '{"whole":true}')).toBe(true);
      if (isPromised) expect(after).toHaveLength(2);
      expect(fs.readdirSync(directory).filter((name) => name.endsWith('.new'))).toEqual([]);
    },
  );

  test('a directory that is a file throws, and works again when that is mended', () => {
    fs.writeFileSync(directory, '');
    const spool = openSpool(directory);
    expect(() => spool.load()).toThrow();
    expect(() => spool.write('a')).toThrow();
    fs.rmSync(directory);
    spool.write('a');
    expect(texts()).toEqual(['a']);
  });
});
