import { moon, psk, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { closes, comesUp, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Strangers knock at the gateway',
  cause: 'scanner-noise',
  story:
    'Six addresses for which sun has no connection send a first message each, some twice; the tunnel of moon is fine.',
  knows: {
    moon: 'Its log is not kept: it plays the strangers as well.',
    sun: 'Addresses without a connection that never get further: noise of the internet, not a fault of a tunnel.',
  },
  found: { sun: { severity: 'info', symptom: 'no-proposal-chosen', causes: ['scanner-noise'], certainty: 'likely' } },
  moon: {
    ...moon.psk(),
    swanctl: merge(moon.psk().swanctl, {
      connections: Object.fromEntries(
        [21, 22, 23, 24, 25, 26].map((host) => [
          `stranger-${host}`,
          merge(psk.moon.connections.office, {
            local_addrs: `192.0.2.${host}`,
            children: { lan: '', [`s${host}`]: { start_action: 'start' } },
          }),
        ]),
      ),
    }),
  },
  sun: sun.psk({}, { log: 'syslog-tagged' }),
  network: { furtherOutside: [21, 22, 23, 24, 25, 26].map((host) => `192.0.2.${host}`) },
  steps: [wait(2), ...comesUp, ...closes],
  keeps: ['sun'],
};
