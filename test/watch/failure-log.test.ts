import { expect, test } from 'vitest';
import { createPipeline } from '../../src/pipeline.ts';
import { createFailureLog } from '../../src/watch/failure-log.ts';
import { patterns, SETTINGS, sourceOf } from '../fixtures/corridor.ts';
import { refusedPsk } from './refused.ts';

function linesOf(log: readonly string[]) {
  const written: string[] = [];
  const failures = createFailureLog({ write: async (line) => void written.push(line) });
  const source = sourceOf('charon.log');
  const pipeline = createPipeline(patterns(), SETTINGS, failures);
  pipeline.feed({ kind: 'opened', source });
  pipeline.feed({ kind: 'chunk', source, bytes: Buffer.from(`${log.join('\n')}\n`), offset: 0 });
  pipeline.feed({ kind: 'end', source });
  pipeline.end();
  return written;
}

test('each attempt is a line, with its own address and identity', () => {
  const nasty = 'x","peer":"198.51.100.66","cause":"psk-mismatch';
  const lines = linesOf([
    ...refusedPsk(1, '192.0.2.1', 'carol'),
    ...refusedPsk(2, '192.0.2.2', nasty),
    ...refusedPsk(3, '192.0.2.2', 'eve'),
  ]);
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { peer: '192.0.2.1', cause: 'psk-mismatch', connection: 'rw', identity: 'carol', stage: 'IKE_AUTH' },
    { peer: '192.0.2.2', cause: 'psk-mismatch', connection: 'rw', identity: nasty },
    { peer: '192.0.2.2', cause: 'psk-mismatch', connection: 'rw', identity: 'eve' },
  ]);
  expect(lines[0]).toMatch(
    /^\{"level":"warn","time":"2026-11-23T10:00:01\.000Z","peer":"192\.0\.2\.1","symptom":"authentication-failed","cause":"psk-mismatch","certainty":"proven","role":"responder","stage":"IKE_AUTH",/,
  );
  expect(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
});

test('what cannot be written is counted', async () => {
  const failures = createFailureLog({ write: () => Promise.reject(new Error('EPIPE')) });
  const pipeline = createPipeline(patterns(), SETTINGS, failures);
  const source = sourceOf('charon.log');
  pipeline.feed({ kind: 'opened', source });
  pipeline.feed({
    kind: 'chunk',
    source,
    bytes: Buffer.from(`${refusedPsk(1, '192.0.2.1', 'a').join('\n')}\n`),
    offset: 0,
  });
  pipeline.feed({ kind: 'end', source });
  await Promise.resolve();
  await Promise.resolve();
  expect(failures.lost()).toBe(1);
});
