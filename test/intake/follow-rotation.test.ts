// A file that another takes the place of, or that begins anew: renamed, truncated, moved away, deleted.
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { follow } from './following.ts';
import { createTaker, temporaryDirectory } from './taker.ts';

describe('follow: rotation stories', () => {
  it('rename and create', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'rotated', 'two\nthree\n']);
  });

  it('rename and create again and again, while lines are written', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, '');
    const followed = follow(log);
    let expected = '';
    for (let rotation = 0; rotation < 6; rotation++) {
      for (let i = 0; i < 200; i++) {
        const line = `rotation ${rotation} line ${i}\n`;
        appendFileSync(log, line);
        expected += line;
      }
      // The last line of one file is waited for, else two renames may fall between two looks: that is the story of the
      // gap.
      await followed.untilText(expected.slice(-20));
      renameSync(log, `${log}.${rotation}`);
      writeFileSync(log, '');
    }
    await followed.stop();
    expect(followed.bytes().toString()).toBe(expected);
  });

  it('copytruncate', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\ntwo\n');
    const followed = follow(log);
    await followed.untilText('two\n');
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'truncated', 'three\n']);
  });

  it('copytruncate, and at once more content than before', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'the first line of the old content\nthe second line\n');
    const followed = follow(log);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    const renewed = `${'another line, longer than all of the old content together\n'.repeat(3)}last\n`;
    writeFileSync(log, renewed);
    await followed.untilText('last\n');
    expect(followed.story().at(-1)).toBe(renewed);
    expect(followed.story()).toContain('truncated');
  });

  it('away for a while between rename and create', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    await followed.until(() => followed.story().at(-1) === 'gone');
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'rotated', 'two\n']);
    expect(followed.troubles()).toEqual([]);
  });

  it('gap: rotated twice while the taker was busy, so that one file was never read', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taker = createTaker((piece) => (piece.kind === 'chunk' && piece.bytes.includes('two') ? busy : undefined));
    const followed = follow(log, {}, taker);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'never read\n');
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    release();
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'gap', 'rotated', 'three\n']);
  });

  it('no newline at the end, then rotation', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    appendFileSync(log, 'last words');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\nlast words', 'rotated', 'two\n']);
  });

  it('the file is moved away and back: nothing is read twice', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.away`);
    await followed.until(() => followed.story().at(-1) === 'gone');
    renameSync(`${log}.away`, log);
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'two\n']);
  });

  it('the old descriptor is still written to after the rename', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const descriptor = openSync(log, 'a');
    writeSync(descriptor, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
    writeSync(descriptor, 'still the old file\n');
    await followed.untilText('still the old file\n');
    writeSync(descriptor, 'until it is closed\n');
    closeSync(descriptor);
    appendFileSync(log, 'the new file\n');
    await followed.untilText('the new file\n');
    expect(followed.story()).toEqual([
      'opened',
      'one\nstill the old file\nuntil it is closed\n',
      'rotated',
      'the new file\n',
    ]);
  });

  it('deleted while it is still written to', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const descriptor = openSync(log, 'a');
    writeSync(descriptor, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    unlinkSync(log);
    await followed.until(() => followed.story().at(-1) === 'gone');
    writeSync(descriptor, 'two\n');
    closeSync(descriptor);
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'two\n']);
  });
});
