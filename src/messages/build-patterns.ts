/**
 * Room 3, a step of `npm run build`: patterns/**\/*.pattern -> patterns.json and patterns-explained.json beside this module (in dist/messages).
 * A mistake in a pattern file ends the build with its place. Never imported.
 */
import { fileURLToPath } from 'node:url';
import { OperationalError } from '../errors.ts';
import { buildArtefact, SHIPPED_DIRECTORY } from './shipped.ts';

try {
  const count = buildArtefact(SHIPPED_DIRECTORY, fileURLToPath(new URL('.', import.meta.url)));
  process.stderr.write(`${count} patterns built\n`);
} catch (thrown) {
  if (!(thrown instanceof OperationalError)) throw thrown;
  process.stderr.write(`${thrown.message}\n${thrown.nextStep}\n`);
  process.exitCode = 1;
}
