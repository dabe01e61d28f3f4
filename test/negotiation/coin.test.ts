// Two negotiations at the same time: where nothing tells whose line it is, nothing that rests on it is more than possible.
import { describe, expect, test } from 'vitest';
import { walkLines } from '../fixtures/corridor.ts';

const begins = (n: number, peer: string) => [
  `05[IKE] initiating IKE_SA c${n}[${n}] to ${peer}`,
  '05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]',
  `05[NET] sending packet: from 192.0.2.1[500] to ${peer}[500] (272 bytes)`,
];
const hasNoSecret = (peer: string) => [
  `06[NET] received packet: from ${peer}[500] to 192.0.2.1[500] (280 bytes)`,
  '06[ENC] parsed IKE_SA_INIT response 0 [ SA KE No ]',
  "06[IKE] no shared key found for 'a.test' - 'b.test'",
];

const causesOf = (lines: readonly string[]) =>
  walkLines(...lines)
    .report.findings.filter(({ severity }) => severity === 'error')
    .flatMap(({ causes }) => causes)
    .map(({ certainty, reason }) => ({ certainty, isCoin: /another negotiation/.test(reason) }));

describe('the answer that fails', () => {
  test('of one of two peers is that one`s', () => {
    const log = [...begins(2, '192.0.2.2'), ...begins(3, '192.0.2.3'), ...hasNoSecret('192.0.2.2')];
    expect(causesOf(log)).toEqual([{ certainty: 'proven', isCoin: false }]);
  });

  test('of two connections to one peer is either`s', () => {
    const log = [...begins(2, '192.0.2.2'), ...begins(3, '192.0.2.2'), ...hasNoSecret('192.0.2.2')];
    expect(causesOf(log)).toEqual([{ certainty: 'possible', isCoin: true }]);
  });
});

test('in the text of the journal, two like lines side by side are marked', () => {
  const journal = (line: string) => line.replace(/^\d+\[[A-Z]+\] /, 'Nov 23 08:50:03 sun charon-systemd[7]: ');
  const [one, other] = [hasNoSecret('192.0.2.2'), hasNoSecret('192.0.2.3')];
  const log = [
    ...begins(2, '192.0.2.2'),
    ...begins(3, '192.0.2.3'),
    one[0]!,
    other[0]!,
    ...one.slice(1),
    ...one.slice(1),
  ];
  const { report } = walkLines(...log.map(journal));
  const coins = report.ikeSas.flatMap((sa) => sa.events.filter((event) => sa.coins.has(event)).map(({ type }) => type));
  expect(coins).toEqual(['message.parsed', 'message.parsed']);
});
