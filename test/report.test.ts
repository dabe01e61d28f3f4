import { expect, test } from 'vitest';
import { walkLines } from './fixtures/corridor.ts';

const CHARON = 'Nov 23 10:00:00 gw charon[47]: 10[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2';

test.each([
  ['syslog', CHARON, 'Nov 23 10:00:01 gw systemd-journald[300]: Suppressed 12 messages from strongswan.service', 12],
  [
    'the journal as JSON',
    '{"__REALTIME_TIMESTAMP":"1795428000000000","SYSLOG_IDENTIFIER":"charon-systemd","_PID":"47","GROUP":"IKE","THREAD":"10","MESSAGE":"initiating IKE_SA gw[1] to 192.0.2.2"}',
    '{"__REALTIME_TIMESTAMP":"1795428001000000","SYSLOG_IDENTIFIER":"systemd-journald","N_DROPPED":"3","MESSAGE":"Suppressed 3 messages from strongswan.service"}',
    3,
  ],
])('what the logger threw away is counted, and said: %s', (_, charon, suppressed, lost) => {
  const [input] = walkLines(charon, suppressed).report.inputs;
  expect(input?.lost).toBe(lost);
  expect(input?.hints.join('\n')).toContain(`threw away ${lost} messages`);
});

test('a log that lost nothing is told nothing of it', () => {
  const [input] = walkLines(CHARON).report.inputs;
  expect([input?.lost, input?.hints.some((hint) => hint.includes('threw away'))]).toEqual([0, false]);
});
