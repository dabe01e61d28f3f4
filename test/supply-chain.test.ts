// What is installed with ike-trace: the lock file pins every byte of it, and nothing of it runs at installation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './fixtures/program.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}
interface Manifest {
  readonly scripts: { readonly [name: string]: string };
  readonly dependencies: { readonly [name: string]: string };
  readonly files: readonly string[];
}
const read = <T>(name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;
const { lockfileVersion, packages } = read<{ lockfileVersion: number; packages: { [path: string]: Locked } }>(
  'package-lock.json',
);
const manifest = read<Manifest>('package.json');
const installed = Object.entries(packages).filter(([path]) => path !== '');
const production = installed.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);
const namesOf = (list: readonly (readonly [string, Locked])[]) => list.map(([path]) => path);

describe('the lock file', () => {
  test('is of a version that has integrity for every package', () => {
    expect(lockfileVersion).toBe(3);
    expect(installed.length).toBeGreaterThan(20);
  });

  test('pins every package by a SHA-512 of its content', () => {
    const loose = installed.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''));
    expect(namesOf(loose)).toEqual([]);
  });

  test('takes none from anywhere but the registry: no address, no link', () => {
    const elsewhere = installed.filter(
      ([, { resolved, link }]) =>
        link === true || !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );
    expect(namesOf(elsewhere)).toEqual([]);
  });

  test('has what package.json asks for', () => {
    const direct = Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`);
    expect(direct.filter((path) => packages[path] === undefined)).toEqual([]);
  });
});

describe('installation', () => {
  test('runs no script of a production dependency', () => {
    expect(production.length).toBeGreaterThanOrEqual(Object.keys(manifest.dependencies).length);
    expect(namesOf(production.filter(([, { hasInstallScript }]) => hasInstallScript === true))).toEqual([]);
  });

  test('runs no script of ours', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];
    expect(hooks.filter((hook) => manifest.scripts[hook] !== undefined)).toEqual([]);
  });
});
