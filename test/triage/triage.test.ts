// When triage speaks, about whom, and how often. Which rule says what is shown by the stories; here the events are made by hand.
import { describe, expect, test } from 'vitest';
import { type Happening, message, triageStage } from '../fixtures/negotiation.ts';

const PARTIES = { name: 'gw', uid: 1, local: '192.0.2.1', localId: 'a.test', remote: '192.0.2.2', remoteId: 'b.test' };
const INITIATING: Happening = ['ike.initiating', { name: 'gw', uid: 1, peer: '192.0.2.2' }];
const ESTABLISHED: Happening = ['ike.established', PARTIES];
const sent = (summary: string): Happening => message('generated', summary);
const received = (summary: string): Happening => message('parsed', summary);
const INIT = sent('IKE_SA_INIT request 0 [ SA KE No ]');
const REFUSED: Happening = ['notify.error.received', { notify: 'NO_PROPOSAL_CHOSEN' }];
const GAVE_UP: Happening = ['retransmit.gave-up', { n: 5 }];
const PSK_MISMATCH: Happening = ['auth.psk.mismatch', { tried: 1, local: 'b.test', remote: 'a.test' }];
const AUTH_FAILED_SENT = sent('IKE_AUTH response 1 [ N(AUTH_FAILED) ]');

/** A responder that refuses a peer for its key. */
const KEY_REFUSED: readonly Happening[] = [
  received('IKE_SA_INIT request 0 [ SA KE No ]'),
  ['ike.peer-initiating', { peer: '192.0.2.1' }],
  sent('IKE_SA_INIT response 0 [ SA KE No ]'),
  received('IKE_AUTH request 1 [ IDi IDr AUTH SA TSi TSr ]'),
  ['lookup.peer.selected', { name: 'rw' }],
  PSK_MISMATCH,
  AUTH_FAILED_SENT,
];

/** A CHILD_SA refused by the peer, as charon says it: three lines for one failure. */
const CHILD_REFUSED = (mid: number): readonly Happening[] => [
  ['child.establishing', { child: 'net', cuid: mid, reqid: 1 }],
  sent(`CREATE_CHILD_SA request ${mid} [ N(REKEY_SA) SA No KE TSi TSr ]`),
  received(`CREATE_CHILD_SA response ${mid} [ N(NO_PROP) ]`),
  ['notify.child.received', { notify: 'NO_PROPOSAL_CHOSEN' }],
  ['child.failed'],
  ['child.rekey.failed', { seconds: 6 }],
];
const CHILD_UP: Happening = [
  'child.established',
  { child: 'net', cuid: 1, spiIn: 'c0000001', spiOut: 'd0000001', tsLocal: '10.1.0.0/24', tsRemote: '10.2.0.0/24' },
];

describe('a finding', () => {
  test('comes the moment the failure is known', () => {
    const { ikeSa, tell, found } = triageStage();
    const sa = ikeSa();
    tell(sa, ...KEY_REFUSED.slice(0, -1));
    expect(found()).toEqual([]);
    tell(sa, AUTH_FAILED_SENT);
    expect(found()).toEqual(['authentication-failed: psk-mismatch(proven) x1']);
  });

  test('says whom it is about, when, and what proves it', () => {
    const { ikeSa, tell, triage } = triageStage();
    const sa = ikeSa();
    tell(sa, ...KEY_REFUSED);
    const [finding] = triage.findings();
    expect(finding).toMatchObject({
      id: 'f1',
      severity: 'error',
      ikeSa: sa,
      role: 'responder',
      stage: 'IKE_AUTH',
      at: 6,
      firstAt: 6,
      lastAt: 6,
      count: 1,
    });
    expect(finding?.evidence.map(({ line }) => line)).toEqual([5, 6, 7]);
    expect(finding?.fix.length).toBeGreaterThan(0);
    expect(finding?.summary).toMatch(/b\.test.*a\.test/);
  });

  test('is one for each attempt, however many lines confirm its end', () => {
    const { ikeSa, tell, found, emitted } = triageStage();
    tell(
      ikeSa(),
      INITIATING,
      INIT,
      GAVE_UP,
      ['ike.no-response', { what: 'establishing' }],
      ['ike.destroying', { state: 'CONNECTING' }],
    );
    expect(found()).toEqual(['retransmit-timeout: peer-unreachable(likely) x1']);
    expect(emitted).toEqual(['peer-unreachable x1']);
  });

  test('a healthy life has none', () => {
    const { ikeSa, tell, triage, found } = triageStage();
    tell(
      ikeSa(),
      INITIATING,
      INIT,
      received('IKE_SA_INIT response 0 [ SA KE No ]'),
      sent('IKE_AUTH request 1 [ IDi AUTH ]'),
      received('IKE_AUTH response 1 [ IDr AUTH ]'),
      ESTABLISHED,
      CHILD_UP,
    );
    triage.end();
    expect(found()).toEqual([]);
  });
});

describe('repeats', () => {
  test('of the same failure on the same connection are one finding with a count', () => {
    const { ikeSa, tell, found, emitted, triage } = triageStage();
    for (let i = 0; i < 3; i++) tell(ikeSa({ name: 'rw' }), ...KEY_REFUSED);
    expect(found()).toEqual(['authentication-failed: psk-mismatch(proven) x3']);
    expect(emitted).toEqual(['psk-mismatch x1', 'psk-mismatch x2', 'psk-mismatch x3']);
    expect(triage.findings()[0]).toMatchObject({ id: 'f1', firstAt: 6, lastAt: 6 });
  });

  test('of one IKE_SA that tries again', () => {
    const { ikeSa, tell, found } = triageStage();
    const attempt: Happening[] = [INITIATING, INIT, GAVE_UP];
    tell(
      ikeSa(),
      ...attempt,
      ['ike.retrying', { attempt: 2, of: 3 }],
      ...attempt,
      ['ike.retrying', { attempt: 3, of: 3 }],
      ...attempt,
    );
    expect(found()).toEqual(['retransmit-timeout: peer-unreachable(likely) x3']);
  });

  test('three lines that say that one CHILD_SA failed are one failure', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(ikeSa(), ESTABLISHED, CHILD_UP, ...CHILD_REFUSED(2));
    expect(found()).toEqual(['rekey-failed: pfs-mismatch(likely) x1']);
  });

  test('a CHILD_SA that fails twice failed twice', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(ikeSa(), ESTABLISHED, CHILD_UP, ...CHILD_REFUSED(2), ...CHILD_REFUSED(3));
    expect(found()).toEqual(['rekey-failed: pfs-mismatch(likely) x2']);
  });

  test.each([
    ['other connections', { name: 'one' }, { name: 'two' }],
    [
      'other peers',
      { remote: { host: '192.0.2.8', port: null, id: null } },
      { remote: { host: '192.0.2.9', port: null, id: null } },
    ],
  ])('%s are findings of their own', (_, one, two) => {
    const { ikeSa, tell, found } = triageStage();
    for (const more of [one, two]) tell(ikeSa(more), ['ike.unresolved', { host: 'vpn.example.org' }]);
    expect(found()).toEqual([
      'aborted-locally: peer-unresolvable(proven) x1',
      'aborted-locally: peer-unresolvable(proven) x1',
    ]);
  });
});

describe('what came before does not explain what comes after', () => {
  test('a success lies in between', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(
      ikeSa(),
      INITIATING,
      INIT,
      PSK_MISMATCH,
      ESTABLISHED,
      ['dpd.sent'],
      sent('INFORMATIONAL request 2 [ ]'),
      ['retransmit.sent', { n: 1, mid: 2 }],
      GAVE_UP,
    );
    expect(found()).toEqual(['tunnel-lost: dpd-timeout(likely) x1']);
  });

  test('another attempt lies in between', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(
      ikeSa(),
      INITIATING,
      INIT,
      GAVE_UP,
      ['ike.retrying', { attempt: 2, of: 3 }],
      INITIATING,
      INIT,
      received('IKE_SA_INIT response 0 [ N(NO_PROP) ]'),
      REFUSED,
    );
    expect(found()).toEqual([
      'retransmit-timeout: peer-unreachable(likely) x1',
      'no-proposal-chosen: ike-proposal-mismatch(possible) x1',
    ]);
  });

  test('a failure of one IKE_SA is not another`s', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(ikeSa({ name: 'one' }), PSK_MISMATCH);
    tell(ikeSa({ name: 'two' }), INITIATING, INIT, GAVE_UP);
    expect(found()).toEqual(['retransmit-timeout: peer-unreachable(likely) x1']);
  });
});

describe('at the end of the log', () => {
  const RETRANSMIT = (n: number): Happening => ['retransmit.sent', { n, mid: 0 }];
  test.each<[string, Happening[], string[]]>([
    [
      'a request that was repeated three times',
      [INITIATING, INIT, RETRANSMIT(1), RETRANSMIT(2), RETRANSMIT(3)],
      ['error'],
    ],
    ['a request that was repeated once may still be answered', [INITIATING, INIT, RETRANSMIT(1)], ['warning']],
    ['a request that was just sent', [INITIATING, INIT], []],
    [
      'a request that was repeated and then answered',
      [INITIATING, INIT, RETRANSMIT(1), RETRANSMIT(2), RETRANSMIT(3), received('IKE_SA_INIT response 0 [ SA KE No ]')],
      [],
    ],
  ])('%s', (_, happenings, severities) => {
    const { ikeSa, tell, triage } = triageStage();
    tell(ikeSa(), ...happenings);
    triage.end();
    expect(triage.findings().map(({ severity }) => severity)).toEqual(severities);
  });
});

describe('what no IKE_SA owns', () => {
  test('is judged by itself', () => {
    const { tellDaemon, found, triage } = triageStage();
    tellDaemon('config.missing', { name: 'gw' });
    expect(found()).toEqual(['aborted-locally: config-not-loaded(proven) x1']);
    expect(triage.findings()[0]).toMatchObject({ ikeSa: null, role: null, stage: null });
  });

  test('is evidence for others: this host could not send', () => {
    const { ikeSa, tell, tellDaemon, found } = triageStage();
    tellDaemon('packet.unsendable', { error: 'Network is unreachable' });
    tell(ikeSa(), INITIATING, INIT, GAVE_UP);
    expect(found()).toEqual([
      'aborted-locally: network-unreachable(proven) x1',
      'retransmit-timeout: network-unreachable(proven) x1',
    ]);
  });
});

describe('bounds', () => {
  test('findings beyond the most are counted, not kept', () => {
    const { ikeSa, tell, triage } = triageStage();
    for (let i = 0; i < 20_005; i++) {
      tell(ikeSa({ name: `c${i}` }), ['ike.unresolved', { host: 'vpn.example.org' }]);
    }
    expect(triage.findings()).toHaveLength(20_000);
    expect(triage.dropped()).toBe(5);
  });

  test('one that is kept goes on counting', () => {
    const { ikeSa, tell, triage } = triageStage();
    for (let i = 0; i < 20_001; i++) tell(ikeSa({ name: `c${i}` }), ['ike.unresolved', { host: 'vpn.example.org' }]);
    tell(ikeSa({ name: 'c0' }), ['ike.unresolved', { host: 'vpn.example.org' }]);
    expect(triage.findings()[0]?.count).toBe(2);
    expect(triage.dropped()).toBe(1);
  });
});
