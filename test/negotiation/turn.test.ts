// Whom a job speaks of while a rekeying is answered. Whole logs of it: test/stories/speaking.md.
import { describe, expect, test } from 'vitest';
import type { IkeEvent } from '../../src/negotiation/event.ts';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { createJob } from '../../src/negotiation/job.ts';
import { createRegistry } from '../../src/negotiation/registry.ts';
import { traitsOf } from '../../src/negotiation/traits.ts';
import { noteRelease, turn } from '../../src/negotiation/turn.ts';
import { eventOf, registered } from '../fixtures/negotiation.ts';

const IKE = '[ SA No KE ]';
const CHILD = '[ N(REKEY_SA) SA No TSi TSr ]';

/** Two IKE_SAs: the first rekeys, the second is what comes of it; the job of the first has read the answer. */
function rekeying(payloads: string, version: string | null, heir: Partial<IkeSa>) {
  const { daemon, sas } = registered({ everEstablished: true }, heir);
  const [old, young] = sas as [IkeSa, IkeSa];
  daemon.version = version;
  old.heir = young;
  old.outstanding = { exchange: 'CREATE_CHILD_SA', mid: 2, payloads, at: 0, retransmits: 0, isAnswered: true };
  const job = createJob(0);
  job.base = old;
  job.current = old;
  job.parsed = eventOf('message.parsed', { exchange: 'CREATE_CHILD_SA', direction: 'response', mid: 2, payloads });
  const registry = createRegistry(() => {});
  const say = (event: IkeEvent) => {
    turn(registry, job, event, traitsOf(event));
    return job.current?.uniqueId;
  };
  return { daemon, job, say };
}

const selected = eventOf('proposal.selected', { proposal: 'IKE:AES_CBC_128' });

describe('the answer to a rekeying', () => {
  test.each([
    ['charon 6', IKE, '6.0.6', {}, 2],
    ['charon 5', IKE, '5.9.8', {}, 1],
    ['its release unknown', IKE, null, {}, 1],
    ['a CHILD_SA is rekeyed', CHILD, '6.0.6', {}, 1],
    ['the new IKE_SA is up', IKE, '6.0.6', { everEstablished: true }, 1],
  ] as const)('%s', (_, payloads, version, heir, uid) => {
    expect(rekeying(payloads, version, heir).say(selected)).toBe(uid);
  });

  test('what comes after it is of the old one again', () => {
    const { say } = rekeying(IKE, '6.0.6', {});
    say(selected);
    expect(say(eventOf('ike.rekey.scheduled', { what: 'rekeying', seconds: 3 }))).toBe(1);
  });

  test('an unknown release is a doubt, unless the words are those of charon 6', () => {
    const { daemon, job, say } = rekeying(IKE, null, {});
    noteRelease(daemon, eventOf('child.closed', { child: 'net', cuid: 1 }));
    expect(say(selected)).toBe(2);
    expect(job.certain).toBe(true);
    daemon.speaksAsSix = false;
    say(selected);
    expect(job.certain).toBe(false);
  });
});

describe('noteRelease', () => {
  test.each([
    ['CHILD_SA closed', eventOf('child.closed', {}), false],
    ['CHILD_SA net{1} closed', eventOf('child.closed', { child: 'net', cuid: 1 }), true],
    ['A is initiating an IKE_SA', eventOf('ike.peer-initiating', { peer: '192.0.2.1' }), false],
    ['A is initiating IKE_SA gw[2]', eventOf('ike.peer-initiating', { peer: '192.0.2.1', name: 'gw', uid: 2 }), true],
    ['rekeyed CHILD_SA net{1}', eventOf('child.rekeyed', { child: 'net', cuid: 1 }), true],
  ])('%s', (_, event, isSix) => {
    const { daemon } = registered({});
    noteRelease(daemon, event);
    expect(daemon.speaksAsSix).toBe(isSix);
  });
});
