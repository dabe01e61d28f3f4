#!/usr/bin/env node
/**
 * How the built program starts: the build puts this file in the place of cli.ts, which is in dist/bundle. Node compiles a function when it is first called, and for
 * the program that takes longer than to read a short log; so what the build compiled lies beside the bundle. It is used by the very Node that made it. V8 checks
 * it and refuses what it cannot use; everything is compiled anew then, and nothing else is different.
 */
import { createRequire } from 'node:module';

// An import of node:fs would load all of Node's streams, to see what the module exports.
const require = createRequire(import.meta.url);
const { readFileSync, statSync } = require('node:fs') as typeof import('node:fs');
const { join } = require('node:path') as typeof import('node:path');
const { fileURLToPath } = require('node:url') as typeof import('node:url');
const vm = require('node:vm') as typeof import('node:vm');

const bundle = fileURLToPath(new URL('bundle', import.meta.url));
const compiled = join(bundle, `compiled-${process.version}-${process.platform}-${process.arch}`);

/** A file of the bundle: CommonJS, whose wrapper is written here, since Node's own loader takes nothing compiled. */
interface Loaded {
  exports: object;
}
type Body = (
  exports: object,
  require: (name: string) => unknown,
  module: Loaded,
  file: string,
  directory: string,
) => void;

const loaded = new Map<string, Loaded>();

/** Between the first and the last file of an installation, in milliseconds, at most. */
const AT_ONCE = 60_000;

/** What the build compiled of a file; nothing, when the file was changed since: V8 itself compares no more than its length. */
function compiledOf(name: string): Buffer | undefined {
  try {
    const path = join(compiled, name);
    if (statSync(join(bundle, name)).mtimeMs > statSync(path).mtimeMs + AT_ONCE) return undefined;
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** `require` as the files of the bundle see it: another one of them, or what Node finds. */
function load(name: string): unknown {
  if (!name.startsWith('./')) return require(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module: Loaded = { exports: {} };
  loaded.set(name, module);
  const path = join(bundle, name);
  // The build leaves nothing but ASCII in it, which is the quickest to read.
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`;
  // What was compiled keeps the name that the file had then: one that is true wherever it lies.
  const filename = join('dist/bundle', name);
  const cachedData = compiledOf(name);
  const script = new vm.Script(text, cachedData === undefined ? { filename } : { filename, cachedData });
  (script.runInThisContext() as Body)(module.exports, load, module, path, bundle);
  return module.exports;
}

load('./cli.cjs');
