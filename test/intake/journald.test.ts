import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type IntakeOptions, openSource } from '../../src/intake/index.ts';
import { cursorOf, journalctlArguments } from '../../src/intake/journal-place.ts';
import { createLineKeeper } from '../../src/intake/journald.ts';
import { createTaker, temporaryDirectory } from './taker.ts';

const entry = (n: number) => `{"__CURSOR":"s=a;i=${n}","MESSAGE":"line ${n}"}\n`;

/**
 * A journalctl of our own: a shell script that notes how it was called, a line per call, in `calls` beside it.
 * `$n` is the number of the call, from 1.
 */
async function journalctl(script: string): Promise<{ program: string; calls: () => string[] }> {
  const directory = await temporaryDirectory();
  const program = join(directory, 'journalctl');
  const calls = join(directory, 'calls');
  const head = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${calls}'\nn=$(wc -l < '${calls}')\n`;
  writeFileSync(program, `${head}${script}\n`);
  chmodSync(program, 0o755);
  return { program, calls: () => readFileSync(calls, 'utf8').trimEnd().split('\n') };
}

function open(program: string, follow: boolean, options: Partial<IntakeOptions> = {}, unit: string | null = null) {
  const taker = createTaker();
  const reading = openSource({ kind: 'journal', unit, follow }, taker.emit, {
    report: taker.report,
    journalctl: program,
    backoff: { first: 1, most: 4 },
    ...options,
  });
  return { ...taker, ...reading };
}

describe('how journalctl is called', () => {
  it.each<[string, Parameters<typeof journalctlArguments>, string]>([
    [
      'the saved journal of charon',
      [{ unit: null, follow: false }, null],
      '--output=json --no-pager --quiet --all --identifier=charon-systemd --identifier=charon --identifier=ipsec' +
        ' --identifier=strongswan --identifier=charon-nm --identifier=charon-cmd --identifier=ipsec_starter',
    ],
    [
      'a unit, followed',
      [{ unit: 'strongswan.service', follow: true }, null],
      '--output=json --no-pager --quiet --all --follow --no-tail --unit=strongswan.service',
    ],
    [
      'behind an entry',
      [{ unit: 'a', follow: true }, { cursor: 's=1;i=2' }],
      '--output=json --no-pager --quiet --all --follow --no-tail --unit=a --after-cursor=s=1;i=2',
    ],
    [
      'from a time on',
      [{ unit: 'a', follow: true }, { since: 1_767_225_600_999 }],
      '--output=json --no-pager --quiet --all --follow --no-tail --unit=a --since=@1767225600',
    ],
    [
      'a unit that looks like an option stays a unit',
      [{ unit: '--rotate', follow: false }, null],
      '--output=json --no-pager --quiet --all --unit=--rotate',
    ],
  ])('%s', (_name, args, expected) => {
    expect(journalctlArguments(...args).join(' ')).toBe(expected);
  });
});

describe('cursorOf', () => {
  it.each([
    ['in front', '{"__CURSOR":"s=a;i=1","MESSAGE":"x"}', 's=a;i=1'],
    ['anywhere', '{"MESSAGE":"x","__CURSOR":"s=a;i=2"}', 's=a;i=2'],
    ['with blanks, as old journalctl writes', '{ "__CURSOR" : "s=a;i=3", "MESSAGE" : "x" }', 's=a;i=3'],
    ['not from a message that quotes one', '{"MESSAGE":"\\"__CURSOR\\":\\"s=evil\\"","__CURSOR":"s=a;i=4"}', 's=a;i=4'],
    ['none', '{"MESSAGE":"x"}', null],
  ])('%s', (_name, line, expected) => {
    expect(cursorOf(Buffer.from(line))).toBe(expected);
  });
});

describe('line keeper', () => {
  const all = [1, 2, 3].map(entry).join('');

  it.each([1, 2, 7, 50, 1000])('pieces of %d bytes: whole lines, and the cursor of the last', (size) => {
    const keeper = createLineKeeper();
    let text = '';
    for (let i = 0; i < all.length; i += size) {
      const lines = keeper.take(Buffer.from(all.slice(i, i + size)));
      if (lines === null) continue;
      expect(lines.toString().endsWith('\n')).toBe(true);
      text += lines.toString();
      expect(text.trimEnd().split('\n').at(-1)).toContain(keeper.cursor());
    }
    expect(text).toBe(all);
    expect(keeper.cursor()).toBe('s=a;i=3');
  });

  it('a line without end is handed on when it grows too long', () => {
    const keeper = createLineKeeper(10);
    expect(keeper.take(Buffer.from('0123456789'))).toBeNull();
    expect(keeper.take(Buffer.from('x'))?.toString()).toBe('0123456789x');
    expect(keeper.unfinished().length).toBe(0);
  });
});

describe('the saved journal', () => {
  it('is read to its end', async () => {
    const { program } = await journalctl(`printf '%s' '${entry(1)}${entry(2)}'`);
    const read = open(program, false);
    await read.done;
    expect(read.story()).toEqual(['opened', entry(1) + entry(2), 'end']);
    expect(read.sources()).toEqual([{ id: 0, name: 'journal:charon', stream: 'journal:charon', live: false }]);
    expect(read.troubles()).toEqual([]);
  });

  it('that is empty is an empty log', async () => {
    const { program } = await journalctl('exit 0');
    const read = open(program, false, {}, 'strongswan.service');
    await read.done;
    expect(read.story()).toEqual(['opened', 'end']);
    expect(read.sources()[0]?.name).toBe('journal:strongswan.service');
  });

  it('a last line without newline is kept', async () => {
    const { program } = await journalctl(`printf '%s' '${entry(1)}{"half":'`);
    const read = open(program, false);
    await read.done;
    expect(read.story()).toEqual(['opened', `${entry(1)}{"half":`, 'end']);
  });

  it('when journalctl fails, its words are passed on', async () => {
    const { program } = await journalctl(
      'echo "No journal files were opened due to insufficient permissions." >&2; exit 1',
    );
    const read = open(program, false);
    await read.done;
    expect(read.troubles()).toEqual(['journalctl-failed journal:charon']);
    expect(read.sentences()).toEqual([
      `${program} ended with status 1: No journal files were opened due to insufficient permissions.`,
    ]);
    expect(read.story()).toEqual([]);
  });

  it('when journalctl is not there', async () => {
    const read = open('/nonexistent/journalctl', false);
    await read.done;
    expect(read.troubles()).toEqual(['journalctl-missing journal:charon']);
    expect(read.sentences()).toEqual(['/nonexistent/journalctl was not found']);
    expect(read.story()).toEqual([]);
  });
});

describe('the journal, followed', () => {
  it('entries are shown as they come', async () => {
    const { program } = await journalctl(`printf '%s' '${entry(1)}'; exec sleep 60`);
    const read = open(program, true);
    await read.until(() => read.moments().at(-1) === 'idle');
    await read.stop();
    expect(read.moments()).toEqual(['opened', entry(1), 'idle', 'end']);
    expect(read.sources()[0]?.live).toBe(true);
    expect(read.troubles()).toEqual([]);
  });

  it('a child that dies is started again behind its last whole entry', async () => {
    const { program, calls } = await journalctl(
      `if [ "$n" = 1 ]; then printf '%s' '${entry(1)}${entry(2)}{"__CURSOR":"s=a;i=3","MESS'; kill -9 $$; fi
       printf '%s' '${entry(3)}'; exec sleep 60`,
    );
    const read = open(program, true);
    await read.untilText(entry(3));
    await read.stop();
    expect(read.bytes().toString()).toBe(entry(1) + entry(2) + entry(3));
    expect(calls()[1]).toContain('--after-cursor=s=a;i=2');
    expect(read.sentences()).toEqual([`${program} ended by signal SIGKILL and said nothing`]);
  });

  it('one that dies again and again is reported once', async () => {
    const { program, calls } = await journalctl(
      `if [ "$n" = 1 ]; then printf '%s' '${entry(1)}'; exit 1; fi
       if [ "$n" -lt 6 ]; then exit 1; fi
       printf '%s' '${entry(2)}'; exec sleep 60`,
    );
    const read = open(program, true);
    await read.untilText(entry(2));
    await read.stop();
    expect(calls().length).toBe(6);
    expect(read.troubles()).toEqual(['journalctl-failed journal:charon']);
  });

  it('one that never delivers anything is not tried again', async () => {
    const { program, calls } = await journalctl('exit 3');
    const read = open(program, true);
    await read.done;
    expect(calls().length).toBe(1);
    expect(read.troubles()).toEqual(['journalctl-failed journal:charon']);
  });

  it('from the end: what is new since the start', async () => {
    const { program, calls } = await journalctl(`printf '%s' '${entry(1)}'; exec sleep 60`);
    const read = open(program, true, { fromEnd: true, now: () => 1_767_225_600_000 });
    await read.untilText(entry(1));
    await read.stop();
    expect(calls()[0]).toContain('--since=@1767225600');
  });

  it('stops before the first entry', async () => {
    const { program } = await journalctl('exec sleep 60');
    const read = open(program, true);
    await read.stop();
    expect(read.story()).toEqual(['opened', 'end']);
    expect(read.troubles()).toEqual([]);
  });
});
