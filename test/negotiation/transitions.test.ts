import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { daemonOf, type Happening, happen, ikeSaOf, message } from '../fixtures/negotiation.ts';

const INITIATING: Happening = ['ike.initiating', { name: 'gw', uid: 1, peer: '192.0.2.2' }];
const PEER_INITIATING: Happening = ['ike.peer-initiating', { peer: '192.0.2.1' }];
const PARTIES = { name: 'gw', uid: 1, local: '192.0.2.1', localId: 'a.test', remote: '192.0.2.2', remoteId: 'b.test' };
const ESTABLISHED: Happening = ['ike.established', PARTIES];
const DELETING: Happening = ['ike.deleting', PARTIES];
const sent = (summary: string): Happening => message('generated', summary);
const received = (summary: string): Happening => message('parsed', summary);
const INIT_SENT = sent('IKE_SA_INIT request 0 [ SA KE No ]');
const INIT_RECEIVED = received('IKE_SA_INIT request 0 [ SA KE No ]');

const ikeSaAfter = (...happenings: readonly Happening[]): IkeSa => happen(ikeSaOf(daemonOf(), 1), happenings);

describe('state and outcome', () => {
  test.each<[string, Happening[], string, string]>([
    ['nothing said', [], 'CREATED', 'open'],
    ['initiating', [INITIATING], 'CONNECTING', 'open'],
    ['a request comes', [INIT_RECEIVED], 'CONNECTING', 'open'],
    ['established', [INITIATING, INIT_SENT, ESTABLISHED], 'ESTABLISHED', 'established'],
    ['rekeyed: a new IKE_SA is up', [['ike.rekeyed', PARTIES]], 'ESTABLISHED', 'established'],
    ['deleted', [ESTABLISHED, DELETING, ['ike.deleted']], 'DESTROYING', 'deleted'],
    ['deleted by the peer', [ESTABLISHED, ['ike.delete.received', { name: 'gw', uid: 1 }]], 'DELETING', 'deleted'],
    [
      'reauthenticated: replaced',
      [ESTABLISHED, ['ike.reauthenticating'], DELETING, ['ike.deleted']],
      'DESTROYING',
      'replaced',
    ],
    ['a duplicate: replaced', [ESTABLISHED, ['ike.duplicate', { id: 'b.test' }]], 'DESTROYING', 'replaced'],
    [
      'an error notify is received',
      [INITIATING, INIT_SENT, ['notify.error.received', { notify: 'NO_PROPOSAL_CHOSEN' }]],
      'DESTROYING',
      'failed',
    ],
    [
      'an error notify does not end one that is up',
      [ESTABLISHED, ['notify.error.received', { notify: 'NO_PROPOSAL_CHOSEN' }]],
      'ESTABLISHED',
      'established',
    ],
    [
      'IKEv1 waits after PAYLOAD_MALFORMED',
      [INITIATING, ['notify.error.received', { notify: 'PAYLOAD_MALFORMED' }]],
      'CONNECTING',
      'open',
    ],
    [
      'an error notify is sent',
      [INIT_RECEIVED, PEER_INITIATING, sent('IKE_SA_INIT response 0 [ N(NO_PROP) ]')],
      'DESTROYING',
      'failed',
    ],
    [
      'N(INVAL_KE): the first exchange begins again',
      [INIT_RECEIVED, PEER_INITIATING, sent('IKE_SA_INIT response 0 [ N(INVAL_KE) ]')],
      'CREATED',
      'open',
    ],
    [
      'an error in the answer of one that is up is about the CHILD_SA',
      [ESTABLISHED, sent('IKE_AUTH response 1 [ IDr AUTH N(TS_UNACCEPT) ]')],
      'ESTABLISHED',
      'established',
    ],
    [
      'the initiator rejects the responder',
      [INITIATING, INIT_SENT, sent('INFORMATIONAL request 2 [ N(AUTH_FAILED) ]')],
      'DESTROYING',
      'failed',
    ],
    [
      'rejected after it was up',
      [
        ESTABLISHED,
        received('INFORMATIONAL request 2 [ N(AUTH_FAILED) ]'),
        ['ike.delete.received', { name: 'gw', uid: 1 }],
      ],
      'DELETING',
      'failed',
    ],
    ['EAP failure is sent', [INIT_RECEIVED, sent('IKE_AUTH response 3 [ EAP/FAIL ]')], 'DESTROYING', 'failed'],
    [
      'half open for too long',
      [INIT_RECEIVED, ['ike.half-open.timeout', { peer: '192.0.2.1' }]],
      'DESTROYING',
      'timed-out',
    ],
    [
      'given up while it was set up',
      [INITIATING, INIT_SENT, ['retransmit.gave-up', { n: 5 }]],
      'DESTROYING',
      'timed-out',
    ],
    ['given up when it was up: lost', [ESTABLISHED, ['retransmit.gave-up', { n: 5 }]], 'DESTROYING', 'lost'],
    ['DPD of IKEv1', [ESTABLISHED, ['dpd.timeout']], 'DESTROYING', 'lost'],
    [
      'given up and begun again',
      [INITIATING, INIT_SENT, ['retransmit.gave-up', { n: 5 }], ['ike.retrying', { attempt: 2, of: 3 }], INITIATING],
      'CONNECTING',
      'open',
    ],
    [
      'a delete that gets no answer is a delete',
      [ESTABLISHED, DELETING, ['retransmit.gave-up', { n: 5 }]],
      'DELETING',
      'deleted',
    ],
    [
      'no configuration',
      [INIT_RECEIVED, ['lookup.ike.none', { local: '192.0.2.2', remote: '192.0.2.1' }]],
      'DESTROYING',
      'failed',
    ],
    ['the name of the peer is unknown', [['ike.unresolved', { host: 'vpn.example.org' }]], 'DESTROYING', 'failed'],
    [
      'an initiator without a key says nothing more',
      [INITIATING, INIT_SENT, ['auth.psk.missing', { local: 'a', remote: 'b' }]],
      'DESTROYING',
      'failed',
    ],
    [
      'a responder without a key still answers',
      [INIT_RECEIVED, PEER_INITIATING, ['auth.psk.missing', { local: 'a', remote: 'b' }]],
      'CONNECTING',
      'open',
    ],
    [
      'IKEv1: an initiator deletes what never came up',
      [['ike.initiating', { name: 'gw', uid: 1, peer: '192.0.2.2', mode: 'Main Mode' }], DELETING],
      'DELETING',
      'failed',
    ],
    [
      'what failed first stands',
      [INITIATING, ['notify.error.received', { notify: 'AUTHENTICATION_FAILED' }], ['ike.deleted']],
      'DESTROYING',
      'failed',
    ],
    [
      'level 2 says the state outright',
      [INITIATING, ['ike.state', { name: 'gw', uid: 1, from: 'CONNECTING', to: 'DESTROYING' }]],
      'DESTROYING',
      'failed',
    ],
  ])('%s', (_, happenings, state, outcome) => {
    const sa = ikeSaAfter(...happenings);
    expect([sa.state, sa.outcome]).toEqual([state, outcome]);
  });
});

describe('stage', () => {
  test.each<[string, Happening[], string | null]>([
    ['nothing said', [INITIATING], null],
    ['the first exchange', [INITIATING, INIT_SENT], 'IKE_SA_INIT'],
    [
      'IKE_AUTH',
      [INITIATING, INIT_SENT, received('IKE_SA_INIT response 0 [ SA KE No ]'), sent('IKE_AUTH request 1 [ IDi AUTH ]')],
      'IKE_AUTH',
    ],
    [
      'a report of failure is no stage of its own',
      [
        INITIATING,
        INIT_SENT,
        sent('IKE_AUTH request 1 [ IDi AUTH ]'),
        sent('INFORMATIONAL request 2 [ N(AUTH_FAILED) ]'),
      ],
      'IKE_AUTH',
    ],
    ['a rekeying', [ESTABLISHED, sent('CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA No ]')], 'CREATE_CHILD_SA'],
    ['IKEv1 Quick Mode', [ESTABLISHED, sent('QUICK_MODE request 4711 [ HASH SA ]')], 'QUICK_MODE'],
    ['an exchange without a stage', [INITIATING, INIT_SENT, sent('IKE_INTERMEDIATE request 1 [ KE ]')], 'IKE_SA_INIT'],
  ])('%s', (_, happenings, stage) => {
    expect(ikeSaAfter(...happenings).stage).toBe(stage);
  });
});

describe('what is learnt', () => {
  test.each<[string, Happening[], Partial<IkeSa>]>([
    ['initiator of IKEv2', [INITIATING], { role: 'initiator', version: 2, name: 'gw', begun: true }],
    [
      'initiator of IKEv1',
      [['ike.initiating', { name: 'gw', uid: 1, peer: '192.0.2.2', mode: 'Main Mode' }]],
      { role: 'initiator', version: 1 },
    ],
    ['responder', [INIT_RECEIVED, PEER_INITIATING], { role: 'responder', version: 2 }],
    ['IKEv1 by the exchange', [received('QUICK_MODE request 4711 [ HASH SA ]')], { version: 1 }],
    [
      'no name before a config is chosen',
      [['ike.initiating', { name: '(unnamed)', uid: 1, peer: '192.0.2.2' }]],
      { name: null },
    ],
    ['the config chosen', [['lookup.peer.selected', { name: 'rw' }]], { name: 'rw' }],
    [
      'the config switched to',
      [
        ['lookup.peer.selected', { name: 'rw' }],
        ['lookup.peer.switched', { name: 'other' }],
      ],
      { name: 'other' },
    ],
    [
      'both ends',
      [ESTABLISHED],
      {
        local: { host: '192.0.2.1', port: null, id: 'a.test' },
        remote: { host: '192.0.2.2', port: null, id: 'b.test' },
      },
    ],
    [
      'ports',
      [['packet.sent', { from: '192.0.2.1[4500]', to: '192.0.2.2[4500]', bytes: 80 }]],
      { local: { host: '192.0.2.1', port: 4500, id: null }, remote: { host: '192.0.2.2', port: 4500, id: null } },
    ],
    [
      'a packet received is the other way round',
      [['packet.received', { from: '2001:db8::2[500]', to: '2001:db8::1[500]', bytes: 80 }]],
      { local: { host: '2001:db8::1', port: 500, id: null }, remote: { host: '2001:db8::2', port: 500, id: null } },
    ],
    [
      'the any-address is none',
      [['packet.sent', { from: '0.0.0.0[500]', to: '192.0.2.2[500]', bytes: 80 }]],
      { local: { host: null, port: 500, id: null } },
    ],
    [
      'an unknown identity is none',
      [['ike.deleting', { ...PARTIES, localId: '%any', remoteId: '%any' }]],
      { local: { host: '192.0.2.1', port: null, id: null }, remote: { host: '192.0.2.2', port: null, id: null } },
    ],
    [
      'another address of the peer',
      [ESTABLISHED, ['endpoint.changed', { side: 'remote', from: '192.0.2.2[4500]', to: '203.0.113.9[1024]' }]],
      { remote: { host: '203.0.113.9', port: 1024, id: 'b.test' } },
    ],
    [
      'NAT on both sides',
      [
        ['nat.detected', { side: 'local' }],
        ['nat.detected', { side: 'remote' }],
      ],
      { natLocal: true, natRemote: true },
    ],
    ['own authentication with a key', [['auth.own', { id: 'a.test', method: 'pre-shared key' }]], { authLocal: 'psk' }],
    [
      'own authentication with a signature',
      [['auth.own', { id: 'a.test', method: 'RSA_EMSA_PKCS1_SHA2_256 successful' }]],
      { authLocal: 'pubkey' },
    ],
    ['the peer by EAP', [['auth.peer', { id: 'a.test', method: 'EAP' }]], { authRemote: 'eap' }],
    [
      'the IKE proposal',
      [
        ['proposal.selected', { proposal: 'IKE:AES_CBC_128/ECP_256' }],
        ['proposal.selected', { proposal: 'ESP:AES_GCM_16_128' }],
      ],
      { proposal: 'IKE:AES_CBC_128/ECP_256' },
    ],
  ])('%s', (_, happenings, known) => {
    expect(ikeSaAfter(...happenings)).toMatchObject(known);
  });
});

describe('requests and answers', () => {
  test('a request is outstanding until it is answered', () => {
    const sa = ikeSaAfter(INITIATING, INIT_SENT);
    expect(sa.outstanding).toMatchObject({ exchange: 'IKE_SA_INIT', mid: 0, retransmits: 0 });
    happen(sa, [['retransmit.sent', { n: 2, mid: 0 }]]);
    expect(sa.outstanding).toMatchObject({ retransmits: 2 });
    happen(sa, [received('IKE_SA_INIT response 0 [ SA KE No ]')]);
    expect(sa.outstanding?.isAnswered ?? true).toBe(true);
  });

  test('each side counts its own', () => {
    const sa = ikeSaAfter(ESTABLISHED, sent('INFORMATIONAL request 4 [ ]'), received('INFORMATIONAL request 0 [ D ]'));
    expect([sa.ownMid, sa.peerMid]).toEqual([4, 0]);
  });
});
