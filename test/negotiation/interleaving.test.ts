// The law of this room: any interleaving of the lines of two connections, each on threads of its own, gives the same two timelines.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkLines } from '../fixtures/corridor.ts';

/** This side initiates, and is refused for its proof. Threads 05 and 06. */
const INITIATOR = `
05[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2
05[ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
05[NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
06[NET] <gw|1> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (280 bytes)
06[ENC] <gw|1> parsed IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
06[CFG] <gw|1> selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
06[IKE] <gw|1> authentication of 'a.test' (myself) with pre-shared key
06[IKE] <gw|1> establishing CHILD_SA net{1}
06[ENC] <gw|1> generating IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
06[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (304 bytes)
05[IKE] <gw|1> retransmit 1 of request with message ID 1
05[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (304 bytes)
06[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)
06[ENC] <gw|1> parsed IKE_AUTH response 1 [ N(AUTH_FAILED) ]
06[IKE] <gw|1> received AUTHENTICATION_FAILED notify error`;

/** This side responds, to another peer, and finds the key wrong. Threads 07 and 08. */
const RESPONDER = `
07[NET] <2> received packet: from 192.0.2.3[500] to 192.0.2.1[500] (272 bytes)
07[ENC] <2> parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
07[IKE] <2> 192.0.2.3 is initiating an IKE_SA
07[CFG] <2> selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
07[ENC] <2> generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
07[NET] <2> sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (280 bytes)
08[NET] <2> received packet: from 192.0.2.3[4500] to 192.0.2.1[4500] (304 bytes)
08[ENC] <2> parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
08[CFG] <2> looking for peer configs matching 192.0.2.1[%any]...192.0.2.3[c.test]
08[CFG] <rw|2> selected peer config 'rw'
08[IKE] <rw|2> tried 1 shared key for 'a.test' - 'c.test', but MAC mismatched
08[ENC] <rw|2> generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]
08[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (80 bytes)`;

/** This side initiates, comes up, is not answered at once, and rekeys the CHILD_SA and then the IKE_SA. Threads 05 and 06. */
const REKEYS = `
05[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2
05[ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No ]
05[NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
05[IKE] <gw|1> retransmit 1 of request with message ID 0
05[NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
06[NET] <gw|1> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (280 bytes)
06[ENC] <gw|1> parsed IKE_SA_INIT response 0 [ SA KE No ]
06[IKE] <gw|1> establishing CHILD_SA net{1}
06[ENC] <gw|1> generating IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
06[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (304 bytes)
05[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (224 bytes)
05[ENC] <gw|1> parsed IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]
05[IKE] <gw|1> IKE_SA gw[1] established between 192.0.2.1[a]...192.0.2.2[b]
05[IKE] <gw|1> CHILD_SA net{1} established with SPIs c0000001_i c0000002_o and TS 10.1.0.0/16 === 10.2.0.0/16
06[IKE] <gw|1> establishing CHILD_SA net{3} reqid 1
06[ENC] <gw|1> generating CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA No TSi TSr ]
06[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (208 bytes)
05[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (208 bytes)
05[ENC] <gw|1> parsed CREATE_CHILD_SA response 2 [ SA No TSi TSr ]
05[IKE] <gw|1> inbound CHILD_SA net{3} established with SPIs c0000003_i c0000004_o and TS 10.1.0.0/16 === 10.2.0.0/16
05[IKE] <gw|1> outbound CHILD_SA net{3} established with SPIs c0000003_i c0000004_o and TS 10.1.0.0/16 === 10.2.0.0/16
05[IKE] <gw|1> closing CHILD_SA net{1} with SPIs c0000001_i (0 bytes) c0000002_o (0 bytes) and TS 10.1.0.0/16 === 10.2.0.0/16
05[IKE] <gw|1> sending DELETE for ESP CHILD_SA with SPI c0000001
05[ENC] <gw|1> generating INFORMATIONAL request 3 [ D ]
05[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)
06[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)
06[ENC] <gw|1> parsed INFORMATIONAL response 3 [ D ]
06[IKE] <gw|1> received DELETE for ESP CHILD_SA with SPI c0000002
06[IKE] <gw|1> CHILD_SA closed
05[IKE] <gw|1> initiating IKE_SA gw[3] to 192.0.2.2
05[ENC] <gw|1> generating CREATE_CHILD_SA request 4 [ SA No KE ]
05[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (336 bytes)
06[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (336 bytes)
06[ENC] <gw|1> parsed CREATE_CHILD_SA response 4 [ SA No KE ]
06[IKE] <gw|1> IKE_SA gw[3] rekeyed between 192.0.2.1[a]...192.0.2.2[b]
06[IKE] <gw|1> deleting IKE_SA gw[1] between 192.0.2.1[a]...192.0.2.2[b]
06[IKE] <gw|1> sending DELETE for IKE_SA gw[1]
06[ENC] <gw|1> generating INFORMATIONAL request 5 [ D ]
06[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)
05[NET] <gw|1> received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)
05[ENC] <gw|1> parsed INFORMATIONAL response 5 [ ]
05[IKE] <gw|1> IKE_SA deleted`;

/** This side responds to another peer, whose packets come twice, and who rekeys; then the peer falls silent. Threads 07 and 08. */
const IS_REKEYED = `
07[NET] <2> received packet: from 192.0.2.3[500] to 192.0.2.1[500] (272 bytes)
07[ENC] <2> parsed IKE_SA_INIT request 0 [ SA KE No ]
07[IKE] <2> 192.0.2.3 is initiating an IKE_SA
07[ENC] <2> generating IKE_SA_INIT response 0 [ SA KE No ]
07[NET] <2> sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (280 bytes)
08[NET] <2> received packet: from 192.0.2.3[4500] to 192.0.2.1[4500] (304 bytes)
08[ENC] <2> parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
08[CFG] <2> looking for peer configs matching 192.0.2.1[%any]...192.0.2.3[c]
08[CFG] <rw|2> selected peer config 'rw'
08[IKE] <rw|2> IKE_SA rw[2] established between 192.0.2.1[a]...192.0.2.3[c]
08[IKE] <rw|2> CHILD_SA lan{2} established with SPIs c0000011_i c0000012_o and TS 10.1.0.0/16 === 10.3.0.0/16
08[ENC] <rw|2> generating IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]
08[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (224 bytes)
07[NET] <rw|2> received packet: from 192.0.2.3[4500] to 192.0.2.1[4500] (304 bytes)
07[IKE] <rw|2> received retransmit of request with ID 1, retransmitting response
07[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (224 bytes)
08[NET] <rw|2> received packet: from 192.0.2.3[4500] to 192.0.2.1[4500] (208 bytes)
08[ENC] <rw|2> parsed CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA No TSi TSr ]
08[IKE] <rw|2> inbound CHILD_SA lan{4} established with SPIs c0000013_i c0000014_o and TS 10.1.0.0/16 === 10.3.0.0/16
08[ENC] <rw|2> generating CREATE_CHILD_SA response 2 [ SA No TSi TSr ]
08[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (208 bytes)
07[IKE] <rw|2> sending DPD request
07[ENC] <rw|2> generating INFORMATIONAL request 0 [ ]
07[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (80 bytes)
08[IKE] <rw|2> retransmit 1 of request with message ID 0
08[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (80 bytes)
07[IKE] <rw|2> retransmit 2 of request with message ID 0
07[NET] <rw|2> sending packet: from 192.0.2.1[4500] to 192.0.2.3[4500] (80 bytes)
08[IKE] <rw|2> giving up after 2 retransmits`;

/** Two connections of each kind: their peers and how they end apart. */
const PAIRS = [
  { what: 'two that fail', logs: [INITIATOR, RESPONDER], ends: ['192.0.2.2 failed', '192.0.2.3 failed'] },
  {
    what: 'rekeyings, retransmits and the end of a silent peer',
    logs: [REKEYS, IS_REKEYED],
    ends: ['192.0.2.2 established', '192.0.2.2 replaced', '192.0.2.3 lost'],
  },
] as const;

const linesOf = (log: string, hasTags: boolean) =>
  log
    .trim()
    .split('\n')
    .map((line) => (hasTags ? line : line.replace(/ <[^>]*>/, '')));

/** Both logs as one: `turns` says whose line comes next, the rest of the longer one follows. */
function merge(one: readonly string[], other: readonly string[], turns: readonly boolean[]): string[] {
  const [left, right] = [[...one], [...other]];
  const merged = turns.flatMap((isLeft) => (isLeft ? left : right).splice(0, 1));
  return [...merged, ...left, ...right];
}

/** What each IKE_SA lived through, by its peer. */
function livesOf(lines: readonly string[]): { readonly [peer: string]: readonly string[] } {
  const { report } = walkLines(...lines);
  return Object.fromEntries(
    report.ikeSas.map((sa) => [`${sa.remote.host} ${sa.outcome}`, sa.events.map(({ text }) => text)]),
  );
}

describe.each(PAIRS)('$what', ({ logs, ends }) => {
  describe.each([
    ['with tags', true],
    ['by thread', false],
  ])('%s', (_, hasTags) => {
    const [one, other] = [linesOf(logs[0], hasTags), linesOf(logs[1], hasTags)];
    const apart = { ...livesOf(one), ...livesOf(other) };

    test('both live apart', () => {
      expect(Object.keys(apart).sort()).toEqual(ends);
    });

    test('any interleaving gives the same two timelines', () => {
      const turns = fc.array(fc.boolean(), { minLength: 0, maxLength: one.length + other.length });
      fc.assert(
        fc.property(turns, (list) => {
          expect(livesOf(merge(one, other, list))).toEqual(apart);
        }),
        { numRuns: 60 },
      );
    });
  });
});

describe('in the text of the journal, which names no thread', () => {
  const journalOf = (log: string) =>
    linesOf(log, false).map((line) => line.replace(/^\d+\[[A-Z]+\] /, 'Nov 23 08:50:03 sun charon-systemd[7]: '));
  const [one, other] = [journalOf(INITIATOR), journalOf(RESPONDER)];

  test('any interleaving gives the same two outcomes, and no line is lost', () => {
    const turns = fc.array(fc.boolean(), { minLength: 0, maxLength: one.length + other.length });
    fc.assert(
      fc.property(turns, (list) => {
        const { report } = walkLines(...merge(one, other, list));
        const lives = report.ikeSas.map((sa) => `${sa.remote.host} ${sa.outcome}`).sort();
        expect(lives).toEqual(['192.0.2.2 failed', '192.0.2.3 failed']);
        const given = report.ikeSas.flatMap((sa) => [...sa.lines.values()].flat()).sort((a, b) => a - b);
        expect(given).toEqual([...one, ...other].map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });
});
