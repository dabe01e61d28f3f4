// A step of the build: runs the program on the sample logs and keeps what V8 compiled for it beside its bundle, where src/start.ts looks. What no sample needs is
// compiled when it is first called, as always.
// node test/tools/compile.mjs DIST
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

const dist = process.argv[2];
const samples = fileURLToPath(new URL('../../samples/logs', import.meta.url));
const logs = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
const into = join(dist, 'bundle', `compiled-${process.version}-${process.platform}-${process.arch}`);
const scripts = new Map();

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.set(basename(options.filename), this);
  }
};
process.on('exit', (status) => {
  mkdirSync(into, { recursive: true });
  for (const [name, script] of scripts) writeFileSync(join(into, name), script.createCachedData());
  // The samples hold failures, which is not this step's failure.
  if (status === 1) process.exitCode = 0;
});
const program = join(dist, 'cli.js');
process.argv = [process.execPath, program, ...logs.map((name) => join(samples, name))];
await import(pathToFileURL(program).href);
