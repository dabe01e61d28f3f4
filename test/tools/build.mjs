// Builds dist/ anew beside the old one and puts it in its place when it is whole: a build that fails leaves what works, and nothing of a deleted source stays.
import { spawnSync } from 'node:child_process';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const next = join(root, 'dist.next');
const dist = join(root, 'dist');

function run(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(next, { recursive: true, force: true });
run([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--outDir', next]);
run([join(next, 'messages/build-patterns.js')]);

// The program itself runs from a few large files: to find and read some hundred small ones takes longer than to read a short log. Modules that look for
// files beside them stand two levels deep, as these do, and find the same. Packages stay where npm put them.
const bundle = await rolldown({ input: join(next, 'cli.js'), platform: 'node', external: /^[^./]/ });
await bundle.write({
  dir: join(next, 'bundle'),
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  // Comments and blanks are left out: what is not there need not be read. Names stay, for who reads a stack trace.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
for (const file of ['patterns.json', 'patterns-explained.json'])
  copyFileSync(join(next, 'messages', file), join(next, 'bundle', file));
writeFileSync(join(next, 'cli.js'), "#!/usr/bin/env node\nimport './bundle/cli.js';\n", { mode: 0o755 });

rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
