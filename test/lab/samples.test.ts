// What lies in samples/logs: every case is described, small, and free of the machine that it was recorded on.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';

const samples = new URL('../../samples/logs/', import.meta.url);
const entries = readdirSync(samples, { withFileTypes: true });
const cases = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

/** RFC 5737, the loopback and unspecified addresses, and netmasks. */
const isHarmless = (address: string): boolean =>
  /^(?:192\.0\.2|198\.51\.100|203\.0\.113|127\.0\.0)\.|^0\.0\.0\.0$|^255\./.test(address);

test('there are cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(25);
});

test.each(cases)('%s is described: version, cause, and what each log bears out', (name) => {
  const about = readFileSync(new URL(`${name}/about.md`, samples), 'utf8');
  const [, front = ''] = /^---\n(.*?)\n---\n\n# /s.exec(about) ?? [];
  expect(front).toMatch(/^version: \d+\.\d+\.\d+$/m);
  expect(front).toMatch(/^cause: (?:[a-z0-9-]+|\[[a-z0-9-]+(?:, [a-z0-9-]+)*\])$/m);
  const logs = readdirSync(new URL(`${name}/`, samples)).filter((file) => file.endsWith('.log'));
  expect(logs.length).toBeGreaterThan(0);
  for (const log of logs) {
    const side = log.slice(0, -'.log'.length);
    expect(front).toMatch(new RegExp(`^logs: \\{.*\\b${side}: [a-z-]+`, 'm'));
    if (!/^cause: none$/m.test(front)) expect(front).toMatch(new RegExp(`^${side}:`, 'm'));
  }
});

test.each(cases)('%s is small and names documentation addresses only', (name) => {
  for (const file of readdirSync(new URL(`${name}/`, samples)).filter((file) => /\.(?:log|md)$/.test(file))) {
    const url = new URL(`${name}/${file}`, samples);
    expect(statSync(url).size).toBeLessThan(100_000);
    const text = readFileSync(url, 'utf8');
    const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
    expect(addresses.filter((address) => !isHarmless(address))).toEqual([]);
    expect(text).not.toMatch(/\/(?:tmp|work|root)\/|-----BEGIN/);
  }
});
