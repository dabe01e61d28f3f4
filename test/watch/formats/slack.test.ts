import { expect, test } from 'vitest';
import { slack } from '../../../src/watch/formats/slack.ts';
import { HOSTILE, makeAlert, makeGroupAlert } from '../build.ts';

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

test('of several connections says how many, and lists them', () => {
  const message = JSON.parse(slack.body(makeGroupAlert(), 0)) as Message;
  expect(message.blocks[0]!.text.text).toBe('🔴 authentication-failed: 3 connections');
  expect(message.blocks[2]!.text.text).toBe('t1 (198.18.0.1)\nt2 (198.18.0.2)\nt3 (198.18.0.3), works again');
});

test('of very many lists some, and says how many more there are', () => {
  const connections = Array.from({ length: 50 }, (_, n) => ({
    connection: `${n}<!channel>https://${'x'.repeat(100)}`,
    child: 'net',
    host: null,
    isUp: false,
  }));
  const alert = makeGroupAlert({ group: { by: 'cause', size: 1000, broken: 1000, connections } });
  const message = JSON.parse(slack.body(alert, 0)) as Message;
  const list = message.blocks[2]!.text;
  expect(list.type).toBe('plain_text');
  expect(list.text.length).toBeLessThanOrEqual(2000);
  expect(list.text).not.toContain('://');
  const short = makeGroupAlert({ group: { by: 'cause', size: 40, broken: 40, connections: connections.slice(0, 1) } });
  expect((JSON.parse(slack.body(short, 0)) as Message).blocks[2]!.text.text).toMatch(/\nand 39 more$/);
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
