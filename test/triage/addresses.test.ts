import { expect, test } from 'vitest';
import { triageStage } from '../fixtures/negotiation.ts';

test.each([
  ['%any', '10.3.0.0/24'],
  ['10.1.0.7', '10.3.0.0/24'],
  ['%any6', '2001:db8:3::/120'],
  ['2001:db8::7', '2001:db8:3::/120'],
])('a pool for who asked for %s is of that family', (ip, addresses) => {
  const stage = triageStage();
  const sa = stage.ikeSa({ role: 'responder', outcome: 'established', everEstablished: true });
  stage.tell(sa, ['vip.requested', { ip }], ['vip.none', { ip, id: 'roadwarrior' }], ['vip.refused'], ['child.failed']);
  const fix = stage.triage.findings()[0]?.fix[0];
  expect(fix?.config).toContain(`pools { rw { addrs = ${addresses} } }`);
  expect(fix?.ipsecConf).toEqual([`rightsourceip=${addresses}`]);
});
