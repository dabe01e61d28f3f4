// Every sample of every shipped pattern, read as a log is read: the fields of its event are what the sample says stands in its holes, and its text comes back whole.
import { expect, test } from 'vitest';
import { createLines, GROUPS } from '../../src/lines/index.ts';
import { createMatcher } from '../../src/messages/index.ts';
import { loadDirectory, SHIPPED_DIRECTORY } from '../../src/messages/shipped.ts';
import { EVENT_FIELDS, type EventType } from '../../src/negotiation/event.ts';
import { createEventReader } from '../../src/negotiation/read-event.ts';
import { SETTINGS, sourceOf } from '../fixtures/corridor.ts';

const { patterns } = loadDirectory(SHIPPED_DIRECTORY);

/** What the event of a sample should have: its holes, those that are fields of its type. */
function expectedFields(type: EventType, holes: readonly (readonly [string, string])[]) {
  const kinds: { readonly [field: string]: string } = EVENT_FIELDS[type];
  return holes
    .filter(([name]) => name in kinds)
    .map(([name, value]) => [name, kinds[name]!.startsWith('int') ? Number(value) : value])
    .sort();
}

test('every sample gives the fields that it states, and its own words', () => {
  const matcher = createMatcher(patterns);
  const read = createEventReader();
  const wrong: unknown[] = [];
  let events = 0;
  for (const { name, means, groups, samples } of patterns) {
    if (means === null) continue;
    for (const { text, fields } of samples) {
      const lines = createLines(SETTINGS, (record) => {
        const message = matcher.match(record);
        if (message.pattern?.name !== name) return;
        const event = read(message);
        events++;
        const expected = expectedFields(means as EventType, fields);
        const observed = Object.entries(event!.fields).sort();
        if (JSON.stringify(expected) !== JSON.stringify(observed) || event!.text !== text.trim())
          wrong.push({ name, text, expected, observed, said: event!.text });
      });
      lines.feed({
        kind: 'chunk',
        source: sourceOf('charon.log'),
        bytes: Buffer.from(`05[${GROUPS[groups[0]!]}] ${text}\n`),
        offset: 0,
      });
      lines.end();
    }
  }
  expect(wrong).toEqual([]);
  expect(events).toBeGreaterThan(1000);
});
