// Packets of an IKE_SA with what they carried: copies, fragments, what could not be read, logs without packets.
import { describe, expect, test } from 'vitest';
import { packetsOf } from '../../../src/sessions/join/packets.ts';
import { walkLines } from '../../fixtures/corridor.ts';

/** `>` sent, `<` received; name, bytes, and what is special. */
function packets(...texts: readonly string[]): string[] {
  const lines = texts.map((text, i) => `Nov 23 08:50:0${Math.floor(i / 10)}.${100 + i} 05[${text}`);
  const { report } = walkLines(...lines);
  return packetsOf(report.ikeSas[0]!.events).map(
    ({ isSent, name, bytes, isCopy, isSplit }) =>
      `${isSent ? '>' : '<'} ${name === '' ? '?' : name} ${bytes}${isCopy ? ' copy' : ''}${isSplit ? ' split' : ''}`,
  );
}

const BEGIN = [
  'IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2',
  'ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No ]',
];
const sending = (bytes: number) => `NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (${bytes} bytes)`;
const received = (bytes: number) =>
  `NET] <gw|1> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (${bytes} bytes)`;

describe('packets', () => {
  test.each<[string, string[], string[]]>([
    [
      'a request and its answer',
      [sending(272), received(280), 'ENC] <gw|1> parsed IKE_SA_INIT response 0 [ SA KE No ]'],
      ['> IKE_SA_INIT request 0 272', '< IKE_SA_INIT response 0 280'],
    ],
    [
      'a request sent again',
      [sending(272), 'IKE] <gw|1> retransmit 1 of request with message ID 0', sending(272)],
      ['> IKE_SA_INIT request 0 272', '> IKE_SA_INIT request 0 272 copy'],
    ],
    [
      'a message in fragments',
      [
        'ENC] <gw|1> splitting IKE message (1500 bytes) into 2 fragments',
        'ENC] <gw|1> generating IKE_SA_INIT request 0 [ EF(1/2) ]',
        'ENC] <gw|1> generating IKE_SA_INIT request 0 [ EF(2/2) ]',
        sending(1236),
        sending(340),
      ],
      ['> IKE_SA_INIT request 0 NaN split', '> IKE_SA_INIT request 0(1/2) 1236', '> IKE_SA_INIT request 0(2/2) 340'],
    ],
    [
      'what cannot be read',
      [sending(272), received(92), received(94)],
      ['> IKE_SA_INIT request 0 272', '< ? 92', '< ? 94'],
    ],
    [
      'a log without packets',
      ['ENC] <gw|1> parsed IKE_SA_INIT response 0 [ SA KE No ]'],
      ['> IKE_SA_INIT request 0 NaN', '< IKE_SA_INIT response 0 NaN'],
    ],
  ])('%s', (_, more, expected) => {
    expect(packets(...BEGIN, ...more)).toEqual(expected);
  });
});
