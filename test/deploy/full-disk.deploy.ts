// A disk that is really full: alerts wait in memory, are delivered, and reach the disk when there is room.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createDelivery } from '../../src/watch/delivery.ts';
import { DeliveryFailure } from '../../src/watch/sinks/sink.ts';
import { makeAlert, makeSink } from '../watch/build.ts';
import { scratch, until } from './programs.ts';

const disk = join(scratch(), 'disk');
mkdirSync(disk);
const isMounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
});

test.skipIf(!isMounted)('a full disk (skipped where no tmpfs can be mounted)', async () => {
  const said: string[] = [];
  let isUp = false;
  const got: string[] = [];
  const sink = makeSink(async ({ key }) => {
    if (!isUp) throw new DeliveryFailure('down', false);
    got.push(key);
  });
  const delivery = createDelivery({
    sinks: [sink],
    spoolDirectory: disk,
    report: (error) => said.push(error.code),
    note: () => {},
    backoff: { first: 20, most: 20 },
  });
  const ballast = join(disk, 'ballast');
  delivery.send(makeAlert({ id: 'a', key: 'k1' }));
  try {
    writeFileSync(ballast, Buffer.alloc(1 << 20));
  } catch {
    // Full, as intended.
  }
  delivery.send(makeAlert({ id: 'b', key: 'k2' }));
  delivery.send(makeAlert({ id: 'c', key: 'k3' }));
  expect(delivery.stats()[0]).toMatchObject({ waiting: 3, unstored: 2 });
  expect(said.filter((code) => code === 'spool-failed')).toHaveLength(1);
  // Nothing torn is left behind.
  expect(readdirSync(join(disk, 'hook'))).toEqual(['000000000001.json']);
  rmSync(ballast);
  delivery.send(makeAlert({ id: 'd', key: 'k4' }));
  expect(delivery.stats()[0]).toMatchObject({ waiting: 4, unstored: 0 });
  expect(readdirSync(join(disk, 'hook'))).toHaveLength(4);
  isUp = true;
  await until(
    () => (got.length === 4 ? got : null),
    () => said.join(', '),
  );
  await delivery.stop();
  expect(got.toSorted()).toEqual(['k1', 'k2', 'k3', 'k4']);
  expect(readdirSync(join(disk, 'hook'))).toEqual([]);
});
