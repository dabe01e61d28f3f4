// Builds dist/ anew beside the old one and puts it in its place when it is whole: a build that fails leaves what works, and nothing of a deleted source stays.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
