/**
 * patterns/pattern.ne -> src/messages/grammar.generated.ts, by nearley's compiler in process (`npm run grammar`).
 * nearleyc itself ends with success when a symbol is undefined; here anything that its linter says is a failure.
 * With `--check` nothing is written: exit status 1 and a sentence when the file in the tree is not what the grammar gives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = new URL('../../', import.meta.url);
const grammarFile = new URL('patterns/pattern.ne', root);
export const generatedFile = new URL('src/messages/grammar.generated.ts', root);

/** TypeScript text of a grammar in nearley's notation. Throws with nearley's words when the grammar is wrong. */
export function compileGrammar(notation) {
  const nearley = require('nearley');
  const compile = require('nearley/lib/compile.js');
  const generate = require('nearley/lib/generate.js');
  const lint = require('nearley/lib/lint.js');
  const parser = new nearley.Parser(
    nearley.Grammar.fromCompiled(require('nearley/lib/nearley-language-bootstrapped.js')),
  );
  parser.feed(`${notation}\n`);
  if (parser.results.length === 0) throw new Error('the grammar ends too early');
  const compiled = compile(parser.results[0], { args: [], version: require('nearley/package.json').version });
  let complaints = '';
  lint(compiled, {
    out: {
      write: (text) => {
        complaints += text;
      },
    },
  });
  if (complaints !== '') throw new Error(complaints.trim());
  return generate(compiled, 'grammar');
}

/** What src/messages/grammar.generated.ts should hold. */
export function generatedGrammar() {
  return compileGrammar(readFileSync(grammarFile, 'utf8'));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = generatedGrammar();
  if (!process.argv.includes('--check')) {
    writeFileSync(generatedFile, text);
  } else if (readFileSync(generatedFile, 'utf8') !== text) {
    process.stderr.write(
      'src/messages/grammar.generated.ts is not what patterns/pattern.ne gives: run npm run grammar\n',
    );
    process.exitCode = 1;
  }
}
