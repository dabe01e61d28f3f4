// The lab: steps that many scenarios share.
import type { HostName, Step } from './scenario.ts';

export const initiate: Step = { do: 'initiate', on: 'moon', child: 'lan' };

/** Until the host's log has that text once more. Seconds. */
export const says = (on: HostName, text: string, within = 15): Step => ({ do: 'until', on, says: text, within });

export const wait = (seconds: number): Step => ({ do: 'wait', seconds });
export const swanctl = (on: HostName, ...args: readonly string[]): Step => ({ do: 'swanctl', on, args });
export const drop = (match: string): Step => ({ do: 'drop', match });
export const heal: Step = { do: 'heal' };
export const sh = (on: HostName, script: string): Step => ({ do: 'sh', on, script });

export const comesUp: readonly Step[] = [initiate, says('moon', 'CHILD_SA lan{1} established'), wait(0.5)];

/** moon closes the IKE_SA, and sun has heard of it. */
export const closes: readonly Step[] = [
  swanctl('moon', '--terminate', '--ike', 'office'),
  says('sun', 'deleting IKE_SA branch'),
  wait(0.5),
];

/** moon tries, and its log has that text. */
export const fails = (text: string, within = 15): readonly Step[] => [initiate, says('moon', text, within), wait(0.7)];
