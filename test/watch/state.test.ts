import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OperationalError } from '../../src/errors.ts';
import { createStateFile, lockDirectory } from '../../src/watch/index.ts';
import { temporaryDirectory } from '../intake/taker.ts';
import { createDisk, Killed } from './living.ts';

const NOW = () => Date.UTC(2026, 10, 23, 12);

describe('the state file', () => {
  test('gives back what was saved', async () => {
    const path = await temporaryDirectory();
    createStateFile(path, () => undefined, NOW).save({ a: [1, 'zwei'] });
    expect(createStateFile(path, () => undefined, NOW).load()).toEqual({ a: [1, 'zwei'] });
    expect(readdirSync(path)).toEqual(['watch-state.json']);
  });

  test('holds the old value or the new one, wherever the process dies in a save', () => {
    for (let death = 0; death < 8; death++) {
      let step = -1;
      const { disk } = createDisk(() => step++ === death);
      const file = createStateFile<number>('/state', () => undefined, NOW, disk);
      step = -100;
      file.save(1);
      step = 0;
      let hasDied = false;
      try {
        file.save(2);
      } catch (thrown) {
        hasDied = thrown instanceof Killed;
      }
      step = -100;
      expect([1, 2]).toContain(file.load());
      expect(hasDied).toBe(death < 6);
    }
  });

  test.each([
    ['an empty file', ''],
    ['half a file', '{"schema":"ike-trace/watch-state/1","sha256":"00"}\n{"a":'],
    ['another version', '{"schema":"ike-trace/watch-state/2","sha256":"00"}\n{}\n'],
    ['what is no state', '[1,2,3]\nnull\n'],
    ['null', 'null\n'],
    ['binary', '\u0000\u0001\u0002'],
  ])('sets %s aside with a warning', async (_, text) => {
    const path = await temporaryDirectory();
    writeFileSync(join(path, 'watch-state.json'), text);
    const warnings: string[] = [];
    const file = createStateFile(path, (sentence) => warnings.push(sentence), NOW);
    expect(file.load()).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(readdirSync(path)).toEqual(['watch-state.json.2026-11-23T12-00-00-000Z']);
    file.save(7);
    expect(file.load()).toBe(7);
  });
});

describe('the lock', () => {
  test('is held once, and free after its release', async () => {
    const path = await temporaryDirectory();
    const release = lockDirectory(path);
    expect(() => lockDirectory(path)).toThrow(OperationalError);
    release();
    lockDirectory(path)();
    expect(readdirSync(path)).toEqual([]);
  });

  test.each([
    ['of a process that is gone', '999999999 1 boot\n'],
    ['of another process with the same number', `${process.pid} 1 another-boot\n`],
    ['that says nothing', 'rubbish\n'],
    ['that is empty', ''],
  ])('%s is taken over', async (_, text) => {
    const path = await temporaryDirectory();
    writeFileSync(join(path, 'lock'), text);
    const release = lockDirectory(path);
    expect(readFileSync(join(path, 'lock'), 'latin1').split(' ')[0]).toBe(String(process.pid));
    release();
    expect(readdirSync(path)).toEqual([]);
  });

  test('in a directory that is not there is an operational error', () => {
    expect(() => lockDirectory('/nowhere/at/all')).toThrow(/no file can be made/);
  });
});
