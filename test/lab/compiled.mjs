// Starts one of the lab's programs. Node 20 cannot run TypeScript, so the lab is compiled into a directory of its own below node_modules/.cache,
// and the program under test is built and copied beside it: a build that somebody starts meanwhile does not change what is being checked.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** `entry` is a file of test/lab without `.ts`; it reads process.argv itself and sets process.exitCode. */
export async function start(entry) {
  try {
    execFileSync(process.execPath, [`${root}test/tools/ready.mjs`], { stdio: ['ignore', 2, 2] });
  } catch {
    process.stderr.write('lab: the program does not build\n');
    process.exit(2);
  }
  mkdirSync(`${root}node_modules/.cache`, { recursive: true });
  const built = mkdtempSync(`${root}node_modules/.cache/lab-`);
  process.on('exit', () => rmSync(built, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
  try {
    const project = ['-p', `${root}test/lab/tsconfig.json`, '--outDir', built, '--tsBuildInfoFile', `${built}/info`];
    execFileSync(`${root}node_modules/.bin/tsc`, project, { stdio: 'inherit' });
  } catch {
    process.stderr.write('lab: does not compile\n');
    process.exit(2);
  }
  for (const part of ['dist', 'patterns', 'package.json']) {
    cpSync(`${root}${part}`, `${built}/program/${part}`, { recursive: true, preserveTimestamps: true });
  }
  // Below node_modules the project's own package.json no longer says that .js files are ES modules.
  writeFileSync(`${built}/package.json`, '{ "type": "module" }\n');
  await import(`${built}/${entry}.js`);
}
