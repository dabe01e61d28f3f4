// Where the path leads: symbolic links, what is missing or forbidden, directories that come and go.
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { follow } from './following.ts';
import { asNobody, temporaryDirectory } from './taker.ts';

describe('follow: stories of the place', () => {
  it('symbolic link: the file it leads to is followed', async () => {
    const directory = await temporaryDirectory();
    mkdirSync(join(directory, 'disk'));
    const file = join(directory, 'disk', 'charon.log');
    const link = join(directory, 'charon.log');
    writeFileSync(file, 'one\n');
    symlinkSync(file, link);
    const followed = follow(link);
    await followed.untilText('one\n');
    appendFileSync(file, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n']);
    expect(followed.sources()[0]?.name).toBe(link);
  });

  it('symbolic link switched to another file', async () => {
    const directory = await temporaryDirectory();
    const [old, young, link] = ['charon-1.log', 'charon-2.log', 'current'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(old, 'one\n');
    symlinkSync(old, link);
    const followed = follow(link);
    await followed.untilText('one\n');
    appendFileSync(old, 'two\n');
    writeFileSync(young, 'three\n');
    symlinkSync(young, `${link}.new`);
    renameSync(`${link}.new`, link);
    await followed.untilText('three\n');
    appendFileSync(young, 'four\n');
    await followed.untilText('four\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'rotated', 'three\nfour\n']);
  });

  it('missing at the start, created later: said once, then all of it is read', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(`${log}.1`, 'of another time\n');
    const followed = follow(log, { fromEnd: true });
    await followed.until(() => followed.troubles().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(log, 'one\n');
    await followed.untilText('one\n');
    expect(followed.story()).toEqual(['opened', 'one\n']);
    expect(followed.troubles()).toEqual([`source-missing ${log}`]);
  });

  it('directory missing at the start, created later', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    const followed = follow(log);
    await followed.until(() => followed.troubles().length > 0);
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    await followed.untilText('one\n');
    expect(followed.story()).toEqual(['opened', 'one\n']);
  });

  it('never there: stops without a piece', async () => {
    const followed = follow(join(await temporaryDirectory(), 'charon.log'));
    await followed.until(() => followed.troubles().length > 0);
    await followed.stop();
    expect(followed.story()).toEqual([]);
  });

  it('permission denied, then granted', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'charon.log');
    chmodSync(directory, 0o755);
    writeFileSync(log, 'one\n', { mode: 0o000 });
    const followed = await asNobody(async () => {
      const denied = follow(log);
      await denied.until(() => denied.troubles().length > 0);
      return denied;
    });
    chmodSync(log, 0o644);
    await followed.untilText('one\n');
    expect(followed.troubles()).toEqual([`source-denied ${log}`]);
    expect(followed.story()).toEqual(['opened', 'one\n']);
  });

  it('permission denied after a rotation, then granted', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'charon.log');
    chmodSync(directory, 0o777);
    writeFileSync(log, 'one\n');
    writeFileSync(`${log}.new`, 'two\n', { mode: 0o000 });
    const followed = await asNobody(async () => {
      const reading = follow(log);
      await reading.untilText('one\n');
      renameSync(log, `${log}.1`);
      renameSync(`${log}.new`, log);
      await reading.until(() => reading.troubles().length > 0);
      return reading;
    });
    chmodSync(log, 0o644);
    await followed.untilText('two\n');
    expect(followed.troubles()).toEqual([`source-denied ${log}`]);
    expect(followed.story().filter((moment) => moment !== 'gone')).toEqual(['opened', 'one\n', 'rotated', 'two\n']);
  });

  it('directory replaced', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(directory, `${directory}.old`);
    mkdirSync(directory);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story().filter((moment) => moment !== 'gone')).toEqual([
      'opened',
      'one\n',
      'rotated',
      'two\nthree\n',
    ]);
  });

  it('directory removed, created again', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    rmSync(directory, { recursive: true });
    await followed.until(() => followed.story().at(-1) === 'gone');
    mkdirSync(directory);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'rotated', 'two\n']);
  });
});
