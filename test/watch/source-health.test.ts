import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/commands/watch/serve.ts';
import type { Source } from '../../src/intake/index.ts';
import { createSourceHealth, type Look, STUCK_AFTER, type WatchedSource } from '../../src/watch/source-health.ts';

const LOG = '/var/log/charon.log';
const JOURNAL = 'journal:strongswan.service';
const SECOND = 1000;

/** One source and a clock. Every function moves the clock by ticks of a second, as the watcher does. */
function stage(watched: Partial<WatchedSource> = {}) {
  let clock = 1_000_000;
  const given: WatchedSource = { stream: LOG, kind: 'follow', ...watched };
  const { stream } = given;
  const health = createSourceHealth([given], () => clock);
  const source: Source = { id: 1, name: stream, stream, live: true };
  let offset = given.position ?? 0;
  const state = () => health.states()[0]!;
  return {
    state,
    health,
    break: (kind: 'opened' | 'rotated' | 'truncated' | 'gone' | 'idle' | 'end') => {
      if (kind === 'rotated' || kind === 'truncated') offset = 0;
      health.piece({ kind, source });
    },
    reads: (text: string) => {
      health.piece({ kind: 'chunk', source, bytes: Buffer.from(text), offset });
      offset += text.length;
    },
    looks(look: Look): void {
      const reached = health.look(stream);
      if (reached !== null) health.saw(stream, reached, look);
    },
    wait(seconds: number): void {
      for (let i = 0; i < seconds; i++) {
        clock += SECOND;
        health.tick();
      }
    },
    jump: (milliseconds: number) => {
      clock += milliseconds;
      health.tick();
    },
    says: () => healthOf(health.states()),
  };
}
const file = (size: number, ino = 7): Look => ({ kind: 'file', ino, size });

describe('a followed file', () => {
  test('that says nothing for hours is well', () => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    for (let hour = 0; hour < 5; hour++) {
      s.wait(3600);
      s.looks(file(10));
    }
    expect(s.says()).toEqual({ isWell: true, says: 'every source is read' });
  });

  test('that grew, and of which nothing came for so long, is stuck, and says how much waits', () => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    s.looks(file(52));
    s.wait(STUCK_AFTER / SECOND - 1);
    s.looks(file(52));
    expect(s.says().isWell).toBe(true);
    s.wait(1);
    s.looks(file(60));
    expect(s.says()).toEqual({ isWell: false, says: `stuck: ${LOG} has 50 bytes that were not read for 30 s` });
    s.reads('x'.repeat(50));
    expect(s.says().isWell).toBe(true);
  });

  test.each([
    ['grows faster than it is looked at, but is read', 20],
    ['is read slowly', 1],
  ])('that %s is well', (_, bytes) => {
    const s = stage();
    s.break('opened');
    for (let i = 1; i < 20; i++) {
      s.reads('x'.repeat(bytes));
      s.looks(file(10_000 + i));
      s.wait(20);
    }
    expect(s.state().stuck).toBeNull();
  });

  test.each<[string, Look, string]>([
    ['became shorter', file(4), 'became shorter, which was not noticed for 30 s'],
    ['is another one of the same length', file(10, 8), 'was replaced, which was not noticed for 30 s'],
    ['cannot be looked at', { kind: 'failed', why: 'cannot be looked at (EIO)' }, 'cannot be looked at (EIO)'],
  ])('that %s while reading hears nothing of it is stuck', (_, look, reason) => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    s.looks(file(10));
    s.looks(look);
    s.wait(30);
    expect(s.state().stuck).toBeNull();
    s.looks(look);
    expect(s.state().stuck).toBe(reason);
    s.looks(file(10));
    expect(s.state().stuck).toBeNull();
  });

  test.each<[string, (s: ReturnType<typeof stage>) => void]>([
    ['that was rotated, the new one being empty yet', (s) => s.looks(file(0, 8))],
    ['that vanished', (s) => s.looks({ kind: 'missing' })],
    [
      'that was rotated and read on',
      (s) => {
        s.break('rotated');
        s.reads('new\n');
        s.looks(file(4, 8));
      },
    ],
    [
      'that was emptied',
      (s) => {
        s.break('truncated');
        s.looks(file(0));
      },
    ],
  ])('%s is not stuck', (_, happens) => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    s.looks(file(10));
    happens(s);
    s.wait(100);
    happens(s);
    expect(s.state().stuck).toBeNull();
  });

  test('that is read on where it was left, without anything new, is well', () => {
    const s = stage({ position: 4000 });
    s.break('opened');
    for (let i = 0; i < 10; i++) {
      s.looks(file(4000));
      s.wait(60);
    }
    expect(s.says().isWell).toBe(true);
  });

  test('whose disk does not answer is stuck, and says so; a late answer mends it', () => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    const reached = s.health.look(LOG)!;
    s.wait(29);
    expect(s.state().stuck).toBeNull();
    s.wait(13);
    expect(s.state().stuck).toBe('has not answered for 42 s');
    expect(s.health.look(LOG)).toBeNull();
    s.health.saw(LOG, reached, file(10));
    expect(s.state().stuck).toBeNull();
  });

  test('a machine that slept is no reason for alarm', () => {
    const s = stage();
    s.break('opened');
    s.reads('ten bytes\n');
    s.looks(file(20));
    s.health.look(LOG);
    s.jump(3_600_000);
    s.health.saw(LOG, { cursor: null }, file(20));
    expect(s.state().stuck).toBeNull();
  });

  test('that is gone says that, and comes back', () => {
    const s = stage();
    expect(s.says()).toEqual({ isWell: false, says: `gone: ${LOG} cannot be read now` });
    s.break('opened');
    expect(s.says().isWell).toBe(true);
    s.break('gone');
    expect(s.says().isWell).toBe(false);
  });
});

describe('the journal', () => {
  const entry = (n: number) => `{"__CURSOR":"s=a;i=${n}","MESSAGE":"hello"}\n`;

  test('of which there is nothing yet is well as soon as journalctl answers', () => {
    const s = stage({ stream: JOURNAL, kind: 'journal' });
    expect(s.says().isWell).toBe(false);
    s.looks({ kind: 'journal', hasMore: false });
    s.wait(86_400);
    s.looks({ kind: 'journal', hasMore: false });
    expect(s.says().isWell).toBe(true);
  });

  test('in which another journalctl finds what the first did not say is stuck', () => {
    const s = stage({ stream: JOURNAL, kind: 'journal' });
    s.break('opened');
    s.reads(entry(1) + entry(2));
    expect(s.health.look(JOURNAL)).toEqual({ cursor: 's=a;i=2' });
    s.health.saw(JOURNAL, { cursor: 's=a;i=2' }, { kind: 'journal', hasMore: true });
    s.wait(30);
    s.looks({ kind: 'journal', hasMore: true });
    expect(s.says()).toEqual({
      isWell: false,
      says: `stuck: ${JOURNAL} has entries that were not read for 30 s`,
    });
  });

  test('what came while it was looked at is not held against it', () => {
    const s = stage({ stream: JOURNAL, kind: 'journal', cursor: 's=a;i=1' });
    s.break('opened');
    for (let i = 2; i < 10; i++) {
      const reached = s.health.look(JOURNAL)!;
      expect(reached.cursor).toBe(`s=a;i=${i - 1}`);
      s.reads(entry(i));
      s.health.saw(JOURNAL, reached, { kind: 'journal', hasMore: true });
      s.wait(60);
    }
    expect(s.state().stuck).toBeNull();
  });

  test('that journalctl cannot read is stuck, with its reason', () => {
    const s = stage({ stream: JOURNAL, kind: 'journal' });
    s.break('opened');
    s.looks({ kind: 'failed', why: 'cannot be read: journalctl ends with 1' });
    s.wait(30);
    s.looks({ kind: 'failed', why: 'cannot be read: journalctl ends with 1' });
    expect(s.says().says).toBe(`stuck: ${JOURNAL} cannot be read: journalctl ends with 1`);
  });
});

describe('a pipe', () => {
  test('is never stuck, however quiet, and gone when it has ended', () => {
    const s = stage({ stream: '-', kind: 'stdin' });
    expect(s.health.look('-')).toBeNull();
    s.wait(86_400);
    expect(s.says().isWell).toBe(true);
    s.break('opened');
    s.break('end');
    expect(s.says()).toEqual({ isWell: false, says: 'gone: - cannot be read now' });
  });
});

test('a name with control characters leaves as safe text', () => {
  const s = stage({ stream: '/var/log/\u001b[31m.log' });
  expect(s.says().says).not.toContain('\u001b');
});
