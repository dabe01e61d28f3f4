// Strangers refused at their first message: when they are one finding, and when each is one of his own.
import { describe, expect, test } from 'vitest';
import { type Happening, message, triageStage } from '../fixtures/negotiation.ts';

const REQUEST = message('parsed', 'IKE_SA_INIT request 0 [ SA KE No ]');
const REFUSAL = message('generated', 'IKE_SA_INIT response 0 [ N(NO_PROP) ]');
const unconfigured = (remote: string): readonly Happening[] => [
  REQUEST,
  ['lookup.ike.none', { local: '203.0.113.1', remote }],
  REFUSAL,
];
const unacceptable = (offer: string): readonly Happening[] => [
  REQUEST,
  ['proposals.received', { proposals: `IKE:${offer}` }],
  ['proposals.configured', { proposals: 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256' }],
  ['proposals.ike.unacceptable'],
  REFUSAL,
];
const UP: Happening = [
  'ike.established',
  { name: 'rw', uid: 9, local: '203.0.113.1', localId: 'b.test', remote: '192.0.2.9', remoteId: 'a.test' },
];

/** A gateway, and what it says to whom. */
function gateway() {
  const stage = triageStage();
  return {
    ...stage,
    knock(host: string, happenings: readonly Happening[], name: string | null = null): void {
      const sa = stage.ikeSa({ role: 'responder', name, remote: { host, port: 500, id: null } });
      stage.tell(sa, ...happenings);
    },
    knownComesUp(): void {
      stage.tell(stage.ikeSa({ role: 'responder', remote: { host: '192.0.2.9', port: 500, id: null } }), UP);
    },
    /** Severity, first cause and count of each finding. */
    told: () => stage.triage.findings().map((f) => `${f.severity} ${f.causes[0]!.cause} x${f.count}`),
  };
}

describe('strangers', () => {
  test('one or two are told one by one', () => {
    const { knock, told } = gateway();
    for (const host of ['198.51.100.1', '198.51.100.2']) knock(host, unconfigured(host));
    expect(told()).toEqual(['error no-ike-config x1', 'error no-ike-config x1']);
  });

  test('three are one finding, which takes the place of theirs', () => {
    const { knock, knownComesUp, told } = gateway();
    knownComesUp();
    for (const host of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) knock(host, unconfigured(host));
    expect(told()).toEqual(['info scanner-noise x3']);
  });

  test('one who knocks three times is still one', () => {
    const { knock, told } = gateway();
    for (let i = 0; i < 3; i++) knock('198.51.100.1', unconfigured('198.51.100.1'));
    expect(told()).toEqual(['error no-ike-config x3']);
  });

  test('where nobody comes up, the connections may be at fault', () => {
    const { knock, told, triage } = gateway();
    for (const host of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) knock(host, unconfigured(host));
    expect(told()).toEqual(['warning no-ike-config x3']);
    expect(triage.findings()[0]!.causes.map(({ cause }) => cause)).toContain('scanner-noise');
  });

  test('a peer that comes up afterwards makes noise of them, at the end', () => {
    const { knock, knownComesUp, told, triage } = gateway();
    for (const host of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) knock(host, unconfigured(host));
    knownComesUp();
    triage.end();
    expect(told()).toEqual(['info scanner-noise x3']);
  });

  test('a group grows without a word, and says in the end how large it is', () => {
    const { knock, emitted, triage } = gateway();
    for (let i = 0; i < 40; i++) knock(`198.51.100.${i}`, unconfigured(`198.51.100.${i}`));
    triage.end();
    expect(emitted).toHaveLength(3);
    expect(triage.findings()[0]!.summary).toMatch(/^40 peers .* and 35 more\.$/);
  });

  test('every one with a number of its own', () => {
    const { knock, triage, ikeSa, tell } = gateway();
    for (const host of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) knock(host, unconfigured(host));
    tell(ikeSa({ name: 'gw' }), ['ike.unresolved', { host: 'vpn.example.org' }]);
    expect(triage.findings().map(({ id }) => id)).toEqual(['f3', 'f4']);
  });

  test.each<[string, string[], string[]]>([
    [
      'who make the same offer are a fleet',
      ['AES_CBC_128/MODP_1024', 'AES_CBC_128/MODP_1024', 'AES_CBC_128/MODP_1024', 'AES_CBC_128/MODP_1024'],
      Array<string>(4).fill('error ike-proposal-mismatch x1'),
    ],
    [
      'who make different offers are strangers',
      ['AES_CBC_128/MODP_1024', '3DES_CBC/MODP_1024', 'DES_CBC/MODP_768'],
      ['info scanner-noise x3'],
    ],
    [
      'a fleet among strangers is told',
      ['AES_CBC_128/MODP_1024', 'AES_CBC_128/MODP_1024', '3DES_CBC/MODP_1024', 'DES_CBC/MODP_768', 'NULL/MODP_768'],
      ['error ike-proposal-mismatch x1', 'error ike-proposal-mismatch x1', 'info scanner-noise x3'],
    ],
  ])('%s', (_, offers, expected) => {
    const { knock, knownComesUp, told } = gateway();
    knownComesUp();
    offers.forEach((offer, i) => {
      knock(`198.51.100.${i}`, unacceptable(offer));
    });
    expect(told()).toEqual(expected);
  });

  test('peers with a name are none', () => {
    const { knock, knownComesUp, told } = gateway();
    knownComesUp();
    for (const host of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) knock(host, unconfigured(host), `c${host}`);
    expect(told()).toEqual(Array(3).fill('error no-ike-config x1'));
  });

  test.each([
    [19, 19],
    [20, 1],
  ])('%i that are answered and never go on: %i findings', (peers, findings) => {
    const { knock, triage } = gateway();
    for (let i = 0; i < peers; i++) {
      knock(`198.51.100.${i}`, [
        REQUEST,
        ['ike.peer-initiating', { peer: `198.51.100.${i}` }],
        message('generated', 'IKE_SA_INIT response 0 [ SA KE No ]'),
        ['ike.half-open.timeout', { peer: `198.51.100.${i}` }],
      ]);
    }
    expect(triage.findings()).toHaveLength(findings);
  });
});
