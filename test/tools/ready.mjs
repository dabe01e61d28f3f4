// Makes a checkout ready to run: installs what the lock file names and builds, each only when needed. Runs before there is anything installed,
// so it uses Node alone. `npm start` and `npm test` call it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stamp = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

function newest(directory) {
  let time = 0;
  for (const entry of readdirSync(join(root, directory), { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return time;
}

function run(command, args) {
  const isWindows = process.platform === 'win32';
  // Progress goes to standard error: standard output belongs to the program that runs next.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows });
  if (error || status !== 0) {
    process.stderr.write(`ike-trace: ${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}\n`);
    process.exit(2);
  }
}

const installed = 'node_modules/.package-lock.json';
if (stamp(installed) < stamp('package-lock.json')) {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
const sources = Math.max(newest('src'), newest('patterns'), stamp('tsconfig.json'), stamp('package.json'));
if (Math.min(stamp('dist/cli.js'), stamp('dist/messages/patterns.json')) < sources) {
  run('npm', ['run', '--silent', 'build']);
}
