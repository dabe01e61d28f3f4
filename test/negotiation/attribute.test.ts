// Which IKE_SA speaks, in logs that say it and in logs that do not. Each row is a log; what is expected is the IKE_SA of each line.
import { describe, expect, test } from 'vitest';
import { ownersOf, walkLines } from '../fixtures/corridor.ts';

/** The IKE_SA of each line: its unique id, `?1` for the first whose id is never told, `-` for none. */
function namesOf(lines: readonly string[]): string[] {
  const { report } = walkLines(...lines);
  const owners = ownersOf(report);
  const nameless = report.ikeSas.filter(({ uniqueId }) => uniqueId === null);
  return lines.map((_, index) => {
    const sa = owners.get(index + 1);
    if (sa === undefined) return '-';
    return sa.uniqueId === null ? `?${nameless.indexOf(sa) + 1}` : String(sa.uniqueId);
  });
}

/** A log as rows of `owner | line`; `J` stands for what the journal's text has before a message. */
const rowsOf = (log: string) =>
  log
    .trim()
    .split('\n')
    .map((row) => {
      const [owner = '', said = ''] = row.trim().split(/ \| (.*)/);
      const line = said.replace(/^J /, 'Nov 23 08:50:03 sun charon-systemd[7]: ');
      return { owner, line };
    });

/** A peer that comes up with MOBIKE. */
const comesUp = (uid: number, thread: string, peer: string, id: string) => `
    ${uid} | ${thread}[NET] received packet: from ${peer}[500] to 192.0.2.1[500] (272 bytes)
    ${uid} | ${thread}[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ${uid} | ${thread}[ENC] generating IKE_SA_INIT response 0 [ SA KE No ]
    ${uid} | ${thread}[NET] sending packet: from 192.0.2.1[500] to ${peer}[500] (280 bytes)
    ${uid} | ${thread}[NET] received packet: from ${peer}[4500] to 192.0.2.1[4500] (304 bytes)
    ${uid} | ${thread}[ENC] parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr N(MOBIKE_SUP) ]
    ${uid} | ${thread}[IKE] IKE_SA rw[${uid}] established between 192.0.2.1[sun.test]...${peer}[${id}]
    ${uid} | ${thread}[ENC] generating IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]
    ${uid} | ${thread}[NET] sending packet: from 192.0.2.1[4500] to ${peer}[4500] (224 bytes)`;

const TWO_UP = `${comesUp(1, '05', '192.0.2.2', 'a.test')}${comesUp(2, '06', '192.0.2.3', 'b.test')}`;

const SECOND_MOVES = `    2 | 07[NET] received packet: from 192.0.2.9[4500] to 192.0.2.1[4500] (176 bytes)
    2 | 07[ENC] parsed INFORMATIONAL request 3 [ N(UPD_SA_ADDR) N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]
    2 | 07[IKE] remote endpoint changed from 192.0.2.3[4500] to 192.0.2.9[4500]
    2 | 07[ENC] generating INFORMATIONAL response 3 [ N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]
    2 | 07[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (160 bytes)`;

const LOGS: { readonly [name: string]: string } = {
  'the tag says it': `
    - | 05[CFG] vici initiate CHILD_SA 'net'
    1 | 05[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2
    2 | 06[IKE] <rw|2> initiating IKE_SA rw[2] to 192.0.2.3
    1 | 05[ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 06[ENC] <rw|2> generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 05[NET] <rw|2> received packet: from 192.0.2.3[500] to 192.0.2.1[500] (36 bytes)`,
  'a tag gets its name in the middle': `
    1 | 05[NET] <1> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    1 | 05[ENC] <1> parsed IKE_SA_INIT request 0 [ SA KE No ]
    1 | 06[CFG] <rw|1> selected peer config 'rw'`,
  'in a log with tags, a line without one is nobody`s, on whatever thread': `
    1 | 05[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2
    - | 05[KNL] creating rekey job for CHILD_SA ESP/0xc1234567/192.0.2.2
    - | 05[CFG] vici terminate IKE_SA 'gw'
    1 | 05[NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)`,
  'a job of a thread': `
    1 | 05[IKE] initiating IKE_SA gw[1] to 192.0.2.2
    1 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    - | 06[CFG] added vici connection: other
    1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)`,
  'the next job of the same thread is another IKE_SA`s': `
    ?1 | 05[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    ?1 | 05[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ?1 | 05[IKE] 192.0.2.2 is initiating an IKE_SA
    ?1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (280 bytes)
    ?2 | 05[NET] received packet: from 192.0.2.3[500] to 192.0.2.1[500] (272 bytes)
    ?2 | 05[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ?2 | 05[IKE] 192.0.2.3 is initiating an IKE_SA`,
  'two jobs of two threads, line by line': `
    ?1 | 05[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    ?2 | 06[NET] received packet: from 192.0.2.3[500] to 192.0.2.1[500] (272 bytes)
    ?1 | 05[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ?2 | 06[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ?2 | 06[IKE] no IKE config found for 192.0.2.1...192.0.2.3, sending NO_PROPOSAL_CHOSEN
    ?1 | 05[CFG] received proposals: IKE:AES_CBC_128/ECP_256
    ?2 | 06[ENC] generating IKE_SA_INIT response 0 [ N(NO_PROP) ]
    ?1 | 05[CFG] configured proposals: IKE:AES_CBC_256/ECP_256`,
  'the answer finds the request by addresses and message ID': `
    1 | 05[IKE] initiating IKE_SA gw[1] to 192.0.2.2
    1 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    2 | 06[IKE] initiating IKE_SA rw[2] to 192.0.2.3
    2 | 06[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 06[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (272 bytes)
    1 | 07[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (36 bytes)
    1 | 07[ENC] parsed IKE_SA_INIT response 0 [ N(NO_PROP) ]
    1 | 07[IKE] received NO_PROPOSAL_CHOSEN notify error`,
  'the move to port 4500': `
    1 | 05[IKE] initiating IKE_SA gw[1] to 192.0.2.2
    1 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    1 | 06[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (280 bytes)
    1 | 06[ENC] parsed IKE_SA_INIT response 0 [ SA KE No ]
    1 | 06[ENC] generating IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
    1 | 06[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (304 bytes)
    1 | 07[NET] received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)
    1 | 07[ENC] parsed IKE_AUTH response 1 [ N(AUTH_FAILED) ]`,
  'retransmits, by how often each request was sent': `
    1 | 05[IKE] initiating IKE_SA gw[1] to 192.0.2.2
    1 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    1 | 06[IKE] retransmit 1 of request with message ID 0
    1 | 06[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    2 | 05[IKE] initiating IKE_SA rw[2] to 192.0.2.3
    2 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (272 bytes)
    2 | 07[IKE] retransmit 1 of request with message ID 0
    2 | 07[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (272 bytes)
    1 | 07[IKE] retransmit 2 of request with message ID 0
    1 | 07[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    1 | 08[IKE] giving up after 2 retransmits
    1 | 08[IKE] establishing IKE_SA failed, peer not responding`,
  'of two retransmits at once, whose is whose the packet tells': `
    1 | 05[IKE] initiating IKE_SA gw[1] to 192.0.2.2
    1 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    2 | 05[IKE] initiating IKE_SA rw[2] to 192.0.2.3
    2 | 05[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (272 bytes)
    2 | 07[IKE] retransmit 1 of request with message ID 0
    1 | 08[IKE] retransmit 1 of request with message ID 0
    1 | 08[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
    2 | 07[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (272 bytes)`,
  'the receiver thread asks for a COOKIE': `
    - | 02[ENC] generating IKE_SA_INIT response 0 [ N(COOKIE) ]
    ?1 | 05[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (304 bytes)
    - | 02[NET] sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (60 bytes)
    ?1 | 05[ENC] parsed IKE_SA_INIT request 0 [ N(COOKIE) SA KE No ]`,
  'an IKE_SA that another one starts': `
    1 | 05[NET] <gw|1> sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)
    1 | 06[IKE] <gw|1> reauthenticating IKE_SA gw[1]
    1 | 06[IKE] <gw|1> initiating IKE_SA gw[2] to 192.0.2.2
    1 | 06[ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No ]
    2 | 07[NET] <gw|2> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (280 bytes)`,
  'a half-open IKE_SA is dropped': `
    ?1 | 05[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    ?1 | 05[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]
    ?1 | 05[IKE] 192.0.2.2 is initiating an IKE_SA
    ?1 | 05[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (280 bytes)
    ?1 | 09[JOB] deleting half open IKE_SA with 192.0.2.2 after timeout`,
  'two that move to one address: whose an update is, the old address tells; whose a tried path was, nothing does': `
${TWO_UP}
    - | 05[NET] received packet: from 192.0.2.9[4500] to 192.0.2.1[4500] (80 bytes)
    - | 05[ENC] parsed INFORMATIONAL request 2 [ ]
    - | 05[ENC] generating INFORMATIONAL response 2 [ ]
    - | 05[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (80 bytes)
    - | 06[NET] received packet: from 192.0.2.9[4500] to 192.0.2.1[4500] (80 bytes)
    - | 06[ENC] parsed INFORMATIONAL request 2 [ ]
    - | 06[ENC] generating INFORMATIONAL response 2 [ ]
    - | 06[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (80 bytes)
${SECOND_MOVES}
    1 | 08[NET] received packet: from 192.0.2.9[4500] to 192.0.2.1[4500] (176 bytes)
    1 | 08[ENC] parsed INFORMATIONAL request 3 [ N(UPD_SA_ADDR) N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]
    1 | 08[IKE] remote endpoint changed from 192.0.2.2[4500] to 192.0.2.9[4500]
    1 | 08[ENC] generating INFORMATIONAL response 3 [ N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]
    1 | 08[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (160 bytes)
    1 | 05[IKE] sending address list update using MOBIKE
    1 | 05[ENC] generating INFORMATIONAL request 0 [ N(NO_ADD_ADDR) ]
    1 | 05[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (80 bytes)
    2 | 05[IKE] sending address list update using MOBIKE
    2 | 05[ENC] generating INFORMATIONAL request 0 [ N(NO_ADD_ADDR) ]
    2 | 05[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (80 bytes)`,
  'two, of which one moves: whose the tried path was, the next message tells': `
${TWO_UP}
    2 | 06[NET] received packet: from 192.0.2.9[4500] to 192.0.2.1[4500] (80 bytes)
    2 | 06[ENC] parsed INFORMATIONAL request 2 [ ]
    2 | 06[ENC] generating INFORMATIONAL response 2 [ ]
    2 | 06[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.9[4500] (80 bytes)
${SECOND_MOVES}`,
  'no thread: whose the summary line is, the next line tells': `
    ?2 | J received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    ?1 | J received packet: from 192.0.2.3[500] to 192.0.2.1[500] (272 bytes)
    ?1 | J parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?1 | J 192.0.2.3 is initiating an IKE_SA
    ?2 | J parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?1 | J selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
    ?2 | J 192.0.2.2 is initiating an IKE_SA
    ?2 | J selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
    ?1 | J generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?1 | J sending packet: from 192.0.2.1[500] to 192.0.2.3[500] (280 bytes)
    ?2 | J generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?2 | J sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (280 bytes)`,
  'no thread: a stranger that takes the name of a peer takes none of its lines': `
    1 | J received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    1 | J parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    1 | J 192.0.2.2 is initiating an IKE_SA
    1 | J selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
    1 | J generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    1 | J sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (280 bytes)
    ?1 | J received packet: from 203.0.113.66[500] to 192.0.2.1[500] (272 bytes)
    ?1 | J parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?1 | J 203.0.113.66 is initiating an IKE_SA
    ?1 | J selected proposal: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256
    ?1 | J generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]
    ?1 | J sending packet: from 192.0.2.1[500] to 203.0.113.66[500] (280 bytes)
    1 | J received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (272 bytes)
    ?1 | J received packet: from 203.0.113.66[4500] to 192.0.2.1[4500] (272 bytes)
    ?1 | J parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
    ?1 | J looking for peer configs matching 192.0.2.1[sun.test]...203.0.113.66[a.test]
    1 | J parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
    1 | J looking for peer configs matching 192.0.2.1[sun.test]...192.0.2.2[a.test]
    1 | J selected peer config 'rw'
    ?1 | J selected peer config 'rw'
    ?1 | J tried 1 shared key for 'sun.test' - 'a.test', but MAC mismatched
    1 | J authentication of 'a.test' with pre-shared key successful
    ?1 | J generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]
    ?1 | J sending packet: from 192.0.2.1[4500] to 203.0.113.66[4500] (80 bytes)
    1 | J authentication of 'sun.test' (myself) with pre-shared key
    1 | J IKE_SA rw[1] established between 192.0.2.1[sun.test]...192.0.2.2[a.test]
    1 | J generating IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]
    1 | J sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)`,
  'the receiver thread speaks of no IKE_SA': `
    ?1 | 05[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (272 bytes)
    - | 01[NET] ignoring IKE_SA setup from 192.0.2.3, per-IP half-open IKE_SA limit of 1 reached
    ?1 | 05[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]`,
};

describe('each line goes to its IKE_SA', () => {
  test.each(Object.entries(LOGS))('%s', (_, log) => {
    const rows = rowsOf(log);
    expect(namesOf(rows.map(({ line }) => line))).toEqual(rows.map(({ owner }) => owner));
  });
});

describe('the event goes to the IKE_SA that it is about', () => {
  test('which need not be the one whose line it is', () => {
    const { report } = walkLines(
      '06[IKE] <gw|1> reauthenticating IKE_SA gw[1]',
      '06[IKE] <gw|1> initiating IKE_SA gw[2] to 192.0.2.2',
      '06[ENC] <gw|1> generating IKE_SA_INIT request 0 [ SA KE No ]',
      '06[NET] <gw|1> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)',
      '07[IKE] <gw|2> retransmit 1 of request with message ID 0',
    );
    expect(report.ikeSas.map((sa) => sa.events.map(({ type }) => type))).toEqual([
      ['ike.reauthenticating'],
      ['ike.initiating', 'message.generated', 'packet.sent', 'retransmit.sent'],
    ]);
    expect(report.ikeSas[1]?.continues).toEqual({ ikeSa: report.ikeSas[0], how: 'reauthentication' });
  });
});

describe('what is inferred is marked', () => {
  const exchange = (peer: string, thread: string) => [
    `${thread}received packet: from ${peer}[500] to 192.0.2.1[500] (272 bytes)`,
    `${thread}parsed IKE_SA_INIT request 0 [ SA KE No ]`,
    `${thread}${peer} is initiating an IKE_SA`,
    `${thread}generating IKE_SA_INIT response 0 [ SA KE No ]`,
    `${thread}sending packet: from 192.0.2.1[500] to ${peer}[500] (280 bytes)`,
  ];
  const certainty = (lines: readonly string[]) => walkLines(...lines).report.ikeSas.map(({ certain }) => certain);

  test.each([
    ['with tags', exchange('192.0.2.2', '05[NET] <1> '), [true]],
    ['by thread, one attempt', exchange('192.0.2.2', '05[NET] '), [true]],
    [
      'by thread, two attempts of one peer',
      [
        ...exchange('192.0.2.2', '05[NET] '),
        ...exchange('192.0.2.2', '06[NET] '),
        '07[JOB] deleting half open IKE_SA with 192.0.2.2 after timeout',
      ],
      [false, true],
    ],
    ['without threads, alone', exchange('192.0.2.2', 'Nov 23 08:50:03 sun charon-systemd[7]: '), [true]],
    [
      'without threads, beside another',
      ['192.0.2.2', '192.0.2.3'].flatMap((peer) => exchange(peer, 'Nov 23 08:50:03 sun charon-systemd[7]: ')),
      [true, false],
    ],
  ] as const)('%s', (_, lines, certain) => {
    // The group does not matter to a pattern that has only one; the lines say NET, ENC and IKE by their text.
    const grouped = lines.map((line) =>
      line.replace(
        '[NET]',
        line.includes('parsed') || line.includes('generating')
          ? '[ENC]'
          : line.includes('initiating')
            ? '[IKE]'
            : '[NET]',
      ),
    );
    expect(certainty(grouped)).toEqual(certain);
  });
});
