// The file of --config as it lies on disk: includes, bounds, what may not be read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfiguration } from '../../src/commands/configuration.ts';
import type { OperationalError } from '../../src/errors.ts';

let directory = '';
let told: string[] = [];
const log = {
  problem: (error: OperationalError) => void told.push(`${error.code}: ${error.message}`),
  note: (sentence: string) => void told.push(sentence),
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-config-'));
  told = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

test('includes count from the directory of their file, and go deeper', () => {
  write({
    'swanctl.conf': 'include conf.d/*.conf\n',
    'conf.d/home.conf': 'connections { home { version = 2 } }\ninclude more/*\n',
    'conf.d/more/away.conf': 'connections { away { } }\n',
  });
  const { connections, files } = loadConfiguration(join(directory, 'swanctl.conf'), log);
  expect(connections.map(({ name }) => name)).toEqual(['home', 'away']);
  expect(files).toEqual(
    ['swanctl.conf', 'conf.d/home.conf', 'conf.d/more/away.conf'].map((path) => join(directory, path)),
  );
  expect(told).toEqual([]);
});

test('ipsec.secrets is read from beside ipsec.conf', () => {
  write({ 'ipsec.conf': 'conn home\n  auto=add\n', 'ipsec.secrets': 'moon sun : PSK "x"\n' });
  expect(loadConfiguration(join(directory, 'ipsec.conf'), log).secrets.map(({ ids }) => ids)).toEqual([
    ['moon', 'sun'],
  ]);
});

test('an include of a directory is told; of nothing it is not', () => {
  write({ 'swanctl.conf': 'connections { home { } }\ninclude conf.d\ninclude nothing.conf\n', 'conf.d/x': '' });
  loadConfiguration(join(directory, 'swanctl.conf'), log);
  expect(told).toEqual([`${directory}/swanctl.conf:2:1: ${directory}/conf.d is a directory`]);
});

test('mistakes are told with their places, five of them', () => {
  write({ 'swanctl.conf': `connections { home { } }\n${'"x"\n'.repeat(7)}` });
  loadConfiguration(join(directory, 'swanctl.conf'), log);
  expect(told).toHaveLength(6);
  expect(told[0]).toBe(
    `config-invalid: ${directory}/swanctl.conf:2:1: neither a section nor a setting begins like this`,
  );
  expect(told[5]).toBe(`${directory}/swanctl.conf has 2 more such lines`);
});

test.each([
  ['a file that is not there', 'nowhere.conf', 'does not exist'],
  ['a directory', '.', 'is a directory'],
  ['a file of neither format', 'charon.log', 'is neither a swanctl.conf nor an ipsec.conf'],
])('%s is refused', (_, name, why) => {
  write({ 'charon.log': 'Nov 23 16:15:48 08[IKE] <1> initiating\n' });
  expect(() => loadConfiguration(join(directory, name), log)).toThrow(why);
});
