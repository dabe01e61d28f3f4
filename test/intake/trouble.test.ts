import { describe, expect, it } from 'vitest';
import { OperationalError } from '../../src/errors.ts';
import { descriptorOf } from '../../src/intake/descriptor.ts';
import { troubleWith } from '../../src/intake/trouble.ts';

describe('troubleWith', () => {
  it.each([
    ['ENOENT', 'source-missing', 'charon.log does not exist'],
    ['ENOTDIR', 'source-missing', 'charon.log does not exist'],
    ['EACCES', 'source-denied', 'charon.log may not be read by this user'],
    ['EPERM', 'source-denied', 'charon.log may not be read by this user'],
    ['EISDIR', 'source-unreadable', 'charon.log is a directory, not a file'],
    ['ELOOP', 'source-unreadable', 'charon.log is a symbolic link that leads back to itself'],
    ['ENXIO', 'source-unreadable', 'charon.log is a socket or a device that cannot be opened'],
    ['EMFILE', 'files-exhausted', 'charon.log cannot be opened: too many files are open'],
    ['EIO', 'source-unreadable', 'charon.log cannot be read: the words of the system'],
  ])('%s is %s', (code, expected, sentence) => {
    const cause = Object.assign(new Error('the words of the system'), { code });
    const error = troubleWith('charon.log', cause);
    expect(error).toMatchObject({ code: expected, message: sentence, cause });
    expect(error.nextStep).not.toContain('{}');
  });

  it('what is an operational error already stays as it is', () => {
    const error = new OperationalError('source-binary', 'charon.log is a program, not a log', 'charon.log');
    expect(troubleWith('other.log', error)).toBe(error);
  });
});

describe('descriptorOf', () => {
  it.each([
    ['/dev/stdin', 0],
    ['/dev/fd/63', 63],
    ['/proc/self/fd/7', 7],
    ['/dev/fd/', null],
    ['/dev/fd/63/x', null],
    ['/dev/null', null],
    ['charon.log', null],
  ])('%s', (path, expected) => {
    expect(descriptorOf(path)).toBe(expected);
  });
});
