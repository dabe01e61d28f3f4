// systemd reads the unit, and finds little to blame.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEPLOY, has, run, scratch } from './programs.ts';

/** `systemd-analyze security` counts to 100; what it calls OK ends at 40. */
const MOST_EXPOSED = 20;

/** The unit with a program that exists here. */
function unit(): string {
  const text = readFileSync(join(DEPLOY, 'ike-trace.service'), 'utf8');
  expect(text).toContain('ExecStart=/usr/local/bin/ike-trace watch --config /etc/ike-trace/watch.yaml\n');
  const path = join(scratch(), 'ike-trace.service');
  writeFileSync(path, text.replace('/usr/local/bin/ike-trace', '/bin/true'));
  return path;
}

describe.skipIf(!has('systemd-analyze'))('the unit (skipped without systemd-analyze)', () => {
  test('has no mistake', () => {
    expect(run('systemd-analyze', ['verify', unit()])).toMatchObject({ status: 0, said: '' });
  });

  test('a mistake would be seen', () => {
    const path = unit();
    writeFileSync(path, readFileSync(path, 'utf8').replace('PrivateTmp=yes', 'PrivateTmpp=yes'));
    expect(run('systemd-analyze', ['verify', path]).said).toContain('PrivateTmpp');
  });

  test('is hardened', () => {
    const { status, said } = run('systemd-analyze', [
      'security',
      '--offline=true',
      `--threshold=${MOST_EXPOSED}`,
      unit(),
    ]);
    expect([status, /Overall exposure level.*/.exec(said)?.[0]]).toEqual([0, expect.stringContaining('OK')]);
  });
});
