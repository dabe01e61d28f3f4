// A client that its gateway sends to another one (RFC 5685): one connection, whichever gateway it ends up with. The lines are those of strongSwan's ike_sa.c and ike_init.c.
import { describe, expect, test } from 'vitest';
import { walkLines } from '../fixtures/corridor.ts';

const begins = (tag: string, id: number, gateway: string) => [
  `05[IKE] ${tag}initiating IKE_SA home[${id}] to ${gateway}`,
  `05[ENC] ${tag}generating IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) N(HASH_ALG) N(REDIR_SUP) ]`,
  `05[NET] ${tag}sending packet: from 192.0.2.1[500] to ${gateway}[500] (272 bytes)`,
];
const comesUp = (tag: string, id: number, gateway: string) => [
  `06[NET] ${tag}received packet: from ${gateway}[500] to 192.0.2.1[500] (280 bytes)`,
  `06[ENC] ${tag}parsed IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]`,
  `06[ENC] ${tag}generating IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]`,
  `06[NET] ${tag}sending packet: from 192.0.2.1[4500] to ${gateway}[4500] (304 bytes)`,
  `07[NET] ${tag}received packet: from ${gateway}[4500] to 192.0.2.1[4500] (224 bytes)`,
  `07[ENC] ${tag}parsed IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]`,
  `07[IKE] ${tag}IKE_SA home[${id}] established between 192.0.2.1[carol]...${gateway}[gw]`,
];

/** The client is sent away in IKE_SA_INIT, and begins anew with the same IKE_SA. */
const AT_ONCE = (tag: string) => [
  ...begins(tag, 1, '192.0.2.2'),
  `06[NET] ${tag}received packet: from 192.0.2.2[500] to 192.0.2.1[500] (60 bytes)`,
  `06[ENC] ${tag}parsed IKE_SA_INIT response 0 [ N(REDIR) ]`,
  `06[IKE] ${tag}redirected to 192.0.2.3`,
  ...begins(tag, 1, '192.0.2.3').map((line) => line.replace(/^05/, '06')),
  ...comesUp(tag, 1, '192.0.2.3'),
];

/** The client is up when it is sent away: another IKE_SA comes up, then the first is deleted. The new one begins under the old tag. */
const WHILE_UP = (one: string, two: string) => [
  ...begins(one, 1, '192.0.2.2'),
  ...comesUp(one, 1, '192.0.2.2'),
  `06[NET] ${one}received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)`,
  `06[ENC] ${one}parsed INFORMATIONAL request 0 [ N(REDIR) ]`,
  `06[IKE] ${one}redirected to 192.0.2.3`,
  ...begins(one, 2, '192.0.2.3').map((line) => line.replace(/^05/, '06')),
  `06[ENC] ${one}generating INFORMATIONAL response 0 [ ]`,
  `06[NET] ${one}sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)`,
  ...comesUp(two, 2, '192.0.2.3'),
  `08[IKE] ${one}deleting IKE_SA home[1] between 192.0.2.1[carol]...192.0.2.2[gw]`,
  `08[IKE] ${one}sending DELETE for IKE_SA home[1]`,
  `08[ENC] ${one}generating INFORMATIONAL request 2 [ D ]`,
  `08[NET] ${one}sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)`,
  `09[NET] ${one}received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)`,
  `09[ENC] ${one}parsed INFORMATIONAL response 2 [ ]`,
  `09[IKE] ${one}IKE_SA deleted`,
];

const livesOf = (lines: readonly string[]) => {
  const { report } = walkLines(...lines);
  return {
    ikeSas: report.ikeSas.map(({ uniqueId, outcome, remote, continues }) => ({
      uniqueId,
      outcome,
      peer: remote.host,
      continues: continues === null ? null : `${continues.how} of ${continues.ikeSa.uniqueId}`,
    })),
    connections: report.sessions.map(({ name, ikeSas }) => `${name}: ${ikeSas.length}`),
    findings: report.findings.filter(({ severity }) => severity === 'error').map(({ symptom }) => symptom),
  };
};

describe.each([
  ['with tags', '<home|1> ', '<home|2> '],
  ['by thread', '', ''],
])('a redirected client, %s', (_, one, two) => {
  test('in IKE_SA_INIT: the same IKE_SA, to another gateway', () => {
    expect(livesOf(AT_ONCE(one))).toEqual({
      ikeSas: [{ uniqueId: 1, outcome: 'established', peer: '192.0.2.3', continues: null }],
      connections: ['home: 1'],
      findings: [],
    });
  });

  test('while it is up: another IKE_SA that continues the first, in one connection', () => {
    expect(livesOf(WHILE_UP(one, two))).toEqual({
      ikeSas: [
        { uniqueId: 1, outcome: 'replaced', peer: '192.0.2.2', continues: null },
        { uniqueId: 2, outcome: 'established', peer: '192.0.2.3', continues: 'redirect of 1' },
      ],
      connections: ['home: 2'],
      findings: [],
    });
  });
});

test('the gateway that sends a peer elsewhere in IKE_SA_INIT keeps nothing of it, and nothing failed', () => {
  const { ikeSas, findings } = livesOf([
    '05[NET] <1> received packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)',
    '05[ENC] <1> parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(REDIR_SUP) ]',
    '05[IKE] <1> 192.0.2.1 is initiating an IKE_SA',
    '05[IKE] <1> redirecting peer to 192.0.2.3',
    '05[ENC] <1> generating IKE_SA_INIT response 0 [ N(REDIR) ]',
    '05[NET] <1> sending packet: from 192.0.2.2[500] to 192.0.2.1[500] (60 bytes)',
  ]);
  expect(ikeSas.map(({ outcome }) => outcome)).toEqual(['replaced']);
  expect(findings).toEqual([]);
});
