/**
 * How the built program starts: what it loads for a short log, and that nothing hangs on what the build compiled. `npm test` builds it first.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, ROOT, run, SAMPLE } from './fixtures/program.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-start-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a run on one saved log', () => {
  /** Says on standard error, at the end, what Node has loaded of itself and of packages, and which compiled files V8 took. */
  const WITNESS = `
    const vm = require('node:vm');
    const taken = [];
    vm.Script = class extends vm.Script {
      constructor(text, options) {
        super(text, options);
        if (options.cachedData !== undefined) taken.push(this.cachedDataRejected === false);
      }
    };
    process.on('exit', () => {
      const own = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ')).map((name) => name.slice(13));
      const packages = Object.keys(require.cache).filter((path) => path.includes('node_modules'));
      process.stderr.write(JSON.stringify({ own, packages, taken }));
    });`;
  let told: { own: string[]; packages: string[]; taken: boolean[] } = { own: [], packages: [], taken: [] };
  beforeAll(() => {
    const witness = join(directory, 'witness.cjs');
    writeFileSync(witness, WITNESS);
    const { stderr } = spawnSync(process.execPath, ['-r', witness, CLI, SAMPLE], { cwd: ROOT, encoding: 'utf8' });
    told = JSON.parse(stderr);
  });

  test('loads no package', () => {
    expect(told.packages).toEqual([]);
  });

  test.each(['child_process', 'crypto', 'http', 'worker_threads', 'zlib'])('does without node:%s', (name) => {
    expect(told.own).toContain('net');
    expect(told.own).not.toContain(name);
  });

  test('takes what the build compiled', () => {
    expect(told.taken).toEqual([true]);
  });
});

describe('what the build compiled', () => {
  const rows: readonly (readonly [string, (compiled: Buffer) => Buffer | null])[] = [
    ['is missing', () => null],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut off', (compiled) => compiled.subarray(0, compiled.length >> 1)],
    ['is of another V8', (compiled) => Buffer.concat([compiled.subarray(0, 4), Buffer.alloc(4), compiled.subarray(8)])],
  ];
  /** A built program of its own, and what was compiled of it. */
  function copied(name: string) {
    const copy = join(directory, name.replaceAll(' ', '-'));
    cpSync(join(ROOT, 'dist/bundle'), join(copy, 'dist/bundle'), { recursive: true });
    cpSync(CLI, join(copy, 'dist/cli.js'));
    cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
    const kept = readdirSync(join(copy, 'dist/bundle'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^compiled-.*cjs$/.test(path),
    );
    expect(kept).toHaveLength(1);
    const start = () =>
      spawnSync(process.execPath, [join(copy, 'dist/cli.js'), SAMPLE], { cwd: ROOT, encoding: 'utf8' });
    return { bundle: join(copy, 'dist/bundle/cli.cjs'), compiled: join(copy, 'dist/bundle', kept[0]!), start };
  }

  test.each(rows)('%s: the report is the same', (name, change) => {
    const { compiled, start } = copied(name);
    const changed = change(readFileSync(compiled));
    if (changed === null) rmSync(compiled);
    else writeFileSync(compiled, changed);
    const { stdout, status } = start();
    expect({ stdout, status }).toEqual({ stdout: run([SAMPLE]).stdout, status: 1 });
  });

  test('is not taken for a program that was changed since, though it is as long', () => {
    const { bundle, compiled, start } = copied('is of another program');
    const text = readFileSync(bundle, 'utf8');
    expect(text.includes('all recognised')).toBe(true);
    writeFileSync(bundle, text.replaceAll('all recognised', 'ALL RECOGNISED'));
    const before = Date.now() / 1000 - 3600;
    utimesSync(compiled, before, before);
    expect(start().stdout).toContain('lines read; ALL RECOGNISED');
  });
});
