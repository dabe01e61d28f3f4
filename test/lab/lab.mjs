// Entry of `npm run lab`: Node 20 cannot run TypeScript, so the lab is compiled into node_modules/.cache/lab and started from there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = `${root}node_modules/.cache/lab/`;

// From nothing each time: a scenario that was removed must not live on in what was compiled.
rmSync(built, { recursive: true, force: true });
try {
  execFileSync(`${root}node_modules/.bin/tsc`, ['-p', `${root}test/lab/tsconfig.json`], { stdio: 'inherit' });
} catch (error) {
  process.stderr.write(
    error.code === 'ENOENT' ? 'lab: no compiler here, run npm ci first\n' : 'lab: does not compile\n',
  );
  process.exit(2);
}
// Below node_modules the project's own package.json no longer says that .js files are ES modules.
mkdirSync(built, { recursive: true });
writeFileSync(`${built}package.json`, '{ "type": "module" }\n');
await import(`${built}run.js`);
