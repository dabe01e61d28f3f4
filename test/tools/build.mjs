// Builds dist/ anew beside the old one and puts it in its place when it is whole: a build that fails leaves what works, and nothing of a deleted source stays.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const next = join(root, 'dist.next');
const dist = join(root, 'dist');

function run(args, stdout = 'inherit') {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['inherit', stdout, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(next, { recursive: true, force: true });
run([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--outDir', next]);
run([join(next, 'messages/build-patterns.js')]);

// The program itself runs from a few large files: to find and read some hundred small ones takes longer than to read a short log. Modules that look for
// files beside them stand two levels deep, as these do, and find the same. Packages stay where npm put them.
const bundle = await rolldown({
  input: join(next, 'cli.js'),
  platform: 'node',
  external: /^[^./]/,
  treeshake: { moduleSideEffects: false },
});
await bundle.write({
  dir: join(next, 'bundle'),
  // Scripts and not modules: only of those V8 takes what it compiled before (src/start.ts).
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // What every run needs is one file.
  codeSplitting: { groups: [{ name: 'cli', tags: ['$initial'] }] },
  // Comments and blanks are left out: what is not there need not be read. Names stay, for who reads a stack trace.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
const asEscape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
for (const file of readdirSync(join(next, 'bundle'))) {
  const path = join(next, 'bundle', file);
  const text = readFileSync(path, 'utf8').replace(/^#!.*\n/, '');
  writeFileSync(path, text.replace(/[^\x00-\x7f]/g, asEscape));
}
for (const file of ['patterns.json', 'patterns-explained.json'])
  copyFileSync(join(next, 'messages', file), join(next, 'bundle', file));
renameSync(join(next, 'start.js'), join(next, 'cli.js'));
chmodSync(join(next, 'cli.js'), 0o755);
run([join(root, 'test/tools/compile.mjs'), next], 'ignore');

rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
