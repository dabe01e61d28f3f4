import { expect, test } from 'vitest';
import { slack } from '../../../src/watch/formats/slack.ts';
import { HOSTILE, makeAlert } from '../build.ts';

interface TextObject {
  readonly type: string;
  readonly text: string;
}
interface Message {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text: TextObject;
    readonly fields?: readonly TextObject[];
  }[];
}
const messageOf = (parts: Parameters<typeof makeAlert>[0]) => JSON.parse(slack.body(makeAlert(parts), 0)) as Message;
const textsOf = ({ blocks }: Message) => blocks.flatMap(({ text, fields = [] }) => [text, ...fields]);

test('says what happened, to whom, and what to do', () => {
  const message = messageOf({});
  expect(message.blocks[0]!.text.text).toBe('🔴 authentication-failed: home (192.0.2.1)');
  expect(textsOf(message).map(({ text }) => text)).toContain('cause: psk-mismatch (proven)');
  expect(message.blocks[2]!.text.text).toBe('local: Enter the same secret on both ends\npeer: and check there');
});

test('says what works again, and how long it did not', () => {
  const message = messageOf({ edge: 'recovered', downtime: 61.4 });
  expect(message.blocks[0]!.text.text).toBe('🟢 recovered: home (192.0.2.1)');
  expect(textsOf(message).map(({ text }) => text)).toContain('downtime: 61 s');
  expect(message.blocks).toHaveLength(2);
});

test('text of the log mentions nobody and links nothing', () => {
  const message = messageOf({
    connection: HOSTILE,
    summary: HOSTILE,
    fix: [HOSTILE],
    remote: { host: null, port: null, id: HOSTILE },
  });
  expect(textsOf(message).filter(({ type }) => type !== 'plain_text')).toEqual([]);
  expect(JSON.stringify(message)).not.toContain('://');
  expect(message.text).not.toMatch(/[<>]|\*b\*/);
  expect(message.text).toContain('&lt;!channel&gt;');
  expect(message).toMatchObject({ parse: 'none', link_names: false, unfurl_links: false });
});

test("stays within Slack's bounds", () => {
  const long = '<'.repeat(100_000);
  const message = messageOf({
    connection: long,
    summary: long,
    fix: [long, long],
    remote: { host: null, port: null, id: long },
  });
  expect(message.blocks[0]!.text.text.length).toBeLessThanOrEqual(150);
  expect(message.blocks[1]!.fields!.length).toBeLessThanOrEqual(10);
  for (const { text } of textsOf(message)) {
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(2000);
  }
  expect(message.text.length).toBeLessThan(10_000);
});
