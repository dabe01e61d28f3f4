import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { planSources, type SourceSpec } from '../../src/intake/index.ts';
import { asNobody, temporaryDirectory } from './taker.ts';

/** A directory with these files, each holding one line unless content is given. */
async function directoryOf(files: readonly (string | [name: string, content: string | Buffer])[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const file of files) {
    const [name, content] = typeof file === 'string' ? [file, '00[DMN] one line\n'] : file;
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** `kind name <stream>`, names without the directory. */
function shown(specs: readonly SourceSpec[], directory: string): string[] {
  return specs.map((spec) => {
    if (spec.kind === 'stdin' || spec.kind === 'journal') return spec.kind;
    const [path, stream] = [spec.path, spec.stream].map((full) => full.replace(`${directory}/`, ''));
    return `${spec.kind} ${path} <${stream}>`;
  });
}

async function planned(
  files: readonly (string | [string, string | Buffer])[],
  given: readonly string[],
  follow = false,
) {
  const directory = await directoryOf(files);
  const paths = given.map((name) => (name === '-' || name.startsWith('/') ? name : join(directory, name)));
  const { specs, errors } = await planSources(paths, { follow });
  return {
    directory,
    specs: shown(specs, directory),
    errors: errors.map(({ code, message }) => `${code}: ${message.replaceAll(`${directory}/`, '')}`),
  };
}

describe('planSources: the order', () => {
  it('files that have nothing to do with each other keep the order given', async () => {
    const { specs } = await planned(['b.log', 'a.log'], ['b.log', '-', 'a.log']);
    expect(specs).toEqual(['file b.log <b.log>', 'stdin', 'file a.log <a.log>']);
  });

  it('a rotated set is one stream, oldest first, where its first file was given', async () => {
    const files = ['charon.log', 'charon.log.1', 'charon.log.2.gz', 'charon.log.10.gz', 'other.log'];
    const { specs } = await planned(files, [
      'charon.log',
      'other.log',
      'charon.log.1',
      'charon.log.2.gz',
      'charon.log.10.gz',
    ]);
    expect(specs).toEqual([
      'file charon.log.10.gz <charon.log>',
      'file charon.log.2.gz <charon.log>',
      'file charon.log.1 <charon.log>',
      'file charon.log <charon.log>',
      'file other.log <other.log>',
    ]);
  });

  it('a set rotated by date', async () => {
    const files = ['charon.log', 'charon.log-20260102', 'charon.log-20260101.gz'];
    const { specs } = await planned(files, files);
    expect(specs).toEqual([
      'file charon.log-20260101.gz <charon.log>',
      'file charon.log-20260102 <charon.log>',
      'file charon.log <charon.log>',
    ]);
  });

  it('numbers before an extension, or behind a name that is no log, count beside their head only', async () => {
    const lonely = await planned(
      ['moon.1.log', 'moon.2.log', 'gw-1.0.1', 'gw-1.0.2'],
      ['moon.1.log', 'moon.2.log', 'gw-1.0.1', 'gw-1.0.2'],
    );
    expect(lonely.specs).toEqual([
      'file moon.1.log <moon.1.log>',
      'file moon.2.log <moon.2.log>',
      'file gw-1.0.1 <gw-1.0.1>',
      'file gw-1.0.2 <gw-1.0.2>',
    ]);
    const together = await planned(['moon.log', 'moon.1.log', 'moon.2.log'], ['moon.log', 'moon.1.log', 'moon.2.log']);
    expect(together.specs).toEqual([
      'file moon.2.log <moon.log>',
      'file moon.1.log <moon.log>',
      'file moon.log <moon.log>',
    ]);
  });

  it('sets of the same name in two directories stay apart', async () => {
    const files = ['moon/charon.log', 'sun/charon.log', 'sun/charon.log.1'];
    const { specs } = await planned(files, files);
    expect(specs).toEqual([
      'file moon/charon.log <moon/charon.log>',
      'file sun/charon.log.1 <sun/charon.log>',
      'file sun/charon.log <sun/charon.log>',
    ]);
  });

  it('a file given twice, once by a link, is read once', async () => {
    const directory = await directoryOf(['charon.log']);
    symlinkSync(join(directory, 'charon.log'), join(directory, 'latest'));
    const paths = ['charon.log', 'latest', 'charon.log'].map((name) => join(directory, name));
    const { specs } = await planSources(paths, { follow: false });
    expect(shown(specs, directory)).toEqual(['file charon.log <charon.log>']);
  });
});

describe('planSources: a directory', () => {
  it('gives its logs by name, sets together, and nothing else', async () => {
    const { specs, errors } = await planned(
      [
        'syslog',
        'charon.log',
        'charon.log.1',
        ['charon.log.2.gz', gzipSync('one\n')],
        '.hidden.log',
        'strongswan.conf',
        'about.md',
        'deeper/charon.log',
        ['wtmp', Buffer.alloc(4096)],
        ['system.journal', 'LPKSHHRH'],
        ['capture', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1])],
        ['empty.log', ''],
        ['backup.tar.gz', gzipSync('x')],
      ],
      ['.'],
    );
    expect(specs).toEqual([
      'file charon.log.2.gz <charon.log>',
      'file charon.log.1 <charon.log>',
      'file charon.log <charon.log>',
      'file syslog <syslog>',
    ]);
    expect(errors).toEqual([]);
  });

  it('without a log is an error', async () => {
    const { specs, errors } = await planned(['logs/.hidden', 'logs/a.conf'], ['logs']);
    expect(specs).toEqual([]);
    expect(errors).toEqual(['source-empty-directory: logs holds no log']);
  });

  it('with a log that may not be read: the others are, and it is said', async () => {
    const directory = await directoryOf(['a.log', 'b.log']);
    chmodSync(directory, 0o755);
    chmodSync(join(directory, 'a.log'), 0o000);
    const { specs, errors } = await asNobody(() => planSources([directory], { follow: false }));
    expect(shown(specs, directory)).toEqual(['file b.log <b.log>']);
    expect(errors.map(({ code }) => code)).toEqual(['source-denied']);
  });

  it('that may not be entered is denied', async () => {
    const directory = await directoryOf(['logs/a.log']);
    chmodSync(directory, 0o755);
    chmodSync(join(directory, 'logs'), 0o700);
    const { specs, errors } = await asNobody(() => planSources([join(directory, 'logs')], { follow: false }));
    expect(specs).toEqual([]);
    expect(errors.map(({ code }) => code)).toEqual(['source-denied']);
  });
});

describe('planSources: what is missing', () => {
  it('is an error, and the rest is planned', async () => {
    const { specs, errors } = await planned(['a.log'], ['missing.log', 'a.log', 'a.log/below']);
    expect(specs).toEqual(['file a.log <a.log>']);
    expect(errors).toEqual([
      'source-missing: missing.log does not exist',
      'source-missing: a.log/below does not exist',
    ]);
  });

  it('is waited for when it is to be followed', async () => {
    const { specs, errors } = await planned([], ['later.log'], true);
    expect(specs).toEqual(['follow later.log <later.log>']);
    expect(errors).toEqual([]);
  });
});

describe('planSources: follow', () => {
  it('the head of a set is followed, what is older is read', async () => {
    const files = ['charon.log', 'charon.log.1', 'charon.log.2.gz'];
    const { specs } = await planned(files, files, true);
    expect(specs).toEqual([
      'file charon.log.2.gz <charon.log>',
      'file charon.log.1 <charon.log>',
      'follow charon.log <charon.log>',
    ]);
  });

  it('a compressed file and a pipe are read to their end, standard input as ever', async () => {
    const { specs } = await planned([['old.log.gz', gzipSync('one\n')]], ['old.log.gz', '/dev/fd/63', '-'], true);
    expect(specs).toEqual(['file old.log.gz <old.log>', 'file /dev/fd/63 </dev/fd/63>', 'stdin']);
  });

  it('an empty log in a directory may fill', async () => {
    const { specs } = await planned([['charon.log', '']], ['.'], true);
    expect(specs).toEqual(['follow charon.log <charon.log>']);
  });
});
