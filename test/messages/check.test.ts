import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPatterns } from '../../src/messages/check.ts';
import { explainLine } from '../../src/messages/explain.ts';
import { formatComplaints } from '../../src/messages/pattern-source.ts';
import { loadShipped, loadValid } from '../../src/messages/shipped.ts';
import { EVENT_FIELDS } from '../../src/negotiation/event.ts';

const OWN = `# what our vendor makes charon say
pattern own-notify
  from    IKE 1
  says    received {notify:word} notify from the lab
  tells   The lab's device sent a notify.
  sample  received LAB_9 notify from the lab
          notify=LAB_9

pattern own-retransmit
  from    IKE 1
  says    retransmit {n:int} of request with message ID {mid:int}
  tells   Sent again.
  sample  retransmit 1 of request with message ID 0
          n=1 mid=0
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-'));
  writeFileSync(join(directory, 'own.pattern'), OWN);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('patterns check', () => {
  test('the shipped patterns obey every law', () => {
    const { patterns, complaints, notes } = checkPatterns([], EVENT_FIELDS);
    expect(formatComplaints(complaints)).toBe('');
    expect(notes).toEqual([]);
    expect(patterns).toBe(loadShipped().length);
  });

  test("a user's directory is checked alone, overlaps with shipped ones are noted", () => {
    const { patterns, wordings, samples, complaints, notes } = checkPatterns([directory], EVENT_FIELDS);
    expect({ patterns, wordings, samples, complaints }).toEqual({
      patterns: 2,
      wordings: 2,
      samples: 2,
      complaints: [],
    });
    expect(notes.map(({ line, text }) => [line, text])).toEqual([
      [13, expect.stringMatching(/^the shipped pattern `.*` knows this line already; `own-retransmit` will win$/)],
    ]);
  });
});

describe('explain', () => {
  test('a line that is known', () => {
    const explanation = explainLine(' retransmit 2 of request with message ID 1');
    expect(explanation).toMatchObject({
      kind: 'known',
      means: 'retransmit.sent',
      fields: [
        ['n', '2'],
        ['mid', '1'],
      ],
      source: expect.stringContaining('task_manager_v2.c'),
      file: expect.stringMatching(/^patterns\/.*\.pattern$/),
    });
    expect(explanation).toHaveProperty('tells', expect.stringMatching(/\.$/));
  });

  test("a line that the user's patterns know", () => {
    const added = loadValid(directory);
    expect(explainLine('received LAB_9 notify from the lab', -1, added)).toEqual({
      kind: 'known',
      pattern: 'own-notify',
      tells: "The lab's device sent a notify.",
      means: null,
      fields: [['notify', 'LAB_9']],
      source: null,
      file: join(directory, 'own.pattern'),
      line: 2,
    });
  });

  test('a line that nobody knows, with what came near', () => {
    const explanation = explainLine('retransmit 2 of request with massage ID 1');
    expect(explanation.kind === 'unknown' && explanation.near.slice(0, 2)).toEqual([
      'retransmit 2 of request with massage ID 1',
      expect.stringMatching(/^ {30}\^ `[a-z-]+` matched up to here; it expects `essage ID `$/),
    ]);
  });
});
