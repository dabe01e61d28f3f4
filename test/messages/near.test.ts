import { expect, test } from 'vitest';
import { entriesOf } from '../../src/messages/entry.ts';
import { nearMisses, reach } from '../../src/messages/near.ts';
import { patternsSaying } from './texts.ts';

const reachOf = (says: string, text: string) => {
  const { reached, expected } = reach(entriesOf(patternsSaying(says)[0]!, 0, null)[0]!, Buffer.from(text));
  return [text.slice(0, reached), expected];
};

test.each<[says: string, text: string, reached: string, expected: string]>([
  ['giving up', 'giving in', 'giving ', '`up`'],
  ['giving up', 'receiving', '', '`giving up`'],
  ['giving up', 'giving up now', 'giving up', 'the end of the line'],
  ['after {n:int} tries', 'after some tries', 'after ', '{n:int}'],
  ['after {n:int} tries', 'after 5 retries', 'after 5 ', '`tries`'],
  ['after {n:int} tries', 'after 5', 'after 5', '` tries`'],
  ['after {n:int}', 'after 5 tries', 'after 5', 'more of {n:int}'],
  ['after {n:int}', 'after', 'after', '` `'],
  ["for '{a:id}' - '{b:id}'", "for 'x' and 'y'", "for 'x' ", "`- '`"],
  ["for '{a:id}' none", "for 'it's all' none", "for 'it's all' none", 'the end of the line'],
])('%s in %j', (says, text, reached, expected) => {
  expect(reachOf(says, text)).toEqual([reached, expected]);
});

test('the nearest come first, one place per pattern, three at most', () => {
  const patterns = patternsSaying(
    'sending packet: from {a:ip}',
    'sending it',
    'sending',
    'sending packets',
    'receiving',
    '{a:text} failed',
  );
  const entries = patterns.flatMap((pattern, index) => entriesOf(pattern, index, null));
  expect(nearMisses(entries, Buffer.from('sending packet to')).map(({ entry }) => entry.pattern)).toEqual([0, 3, 1]);
});
