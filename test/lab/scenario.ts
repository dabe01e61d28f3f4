// The lab: what a scenario says. One file below scenarios/ exports one of these as `scenario`; nothing else has to know of it.
import type { CertificateName } from './certificates.ts';
import type { LogShape } from './logs.ts';
import type { Settings } from './settings.ts';

/** moon sends the first message, sun answers it. */
export type HostName = 'moon' | 'sun';

export interface Network {
  /** The router hides moon behind its own address towards sun. */
  readonly nat?: boolean;
  /** Of moon's interface. */
  readonly mtu?: number;
  /** Further addresses of moon's: towards the router, and inside its network. */
  readonly furtherOutside?: readonly string[];
  readonly furtherInside?: readonly string[];
  /** nftables expressions; what matches is dropped from the start. */
  readonly drops?: readonly string[];
}

export interface Side {
  /** swanctl.conf. */
  readonly swanctl: Settings;
  /** Laid over the lab's section `charon` of strongswan.conf. */
  readonly charon?: Settings;
  readonly certificate?: CertificateName;
  readonly trusts?: readonly CertificateName[];
  readonly log: LogShape;
  /** Log levels other than 1 for all groups, as { cfg: 2 }. */
  readonly levels?: Settings;
}

/** A line that another program writes into the host's syslog. */
export type Chatter = readonly [program: string, text: string];

export type Step =
  | { readonly do: 'initiate'; readonly on: HostName; readonly child: string }
  | { readonly do: 'swanctl'; readonly on: HostName; readonly args: readonly string[] }
  | { readonly do: 'until'; readonly on: HostName; readonly says: string; readonly within: number }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'drop'; readonly match: string }
  | { readonly do: 'heal' }
  | { readonly do: 'sh'; readonly on: HostName; readonly script: string }
  | { readonly do: 'chatter'; readonly on: HostName; readonly lines: readonly Chatter[]; readonly seconds: number }
  | { readonly do: 'start'; readonly on: HostName }
  | { readonly do: 'signal'; readonly on: HostName; readonly name: 'TERM' | 'KILL' | 'HUP' };

/** What ike-trace must find in one log; symptom, causes and certainty are the words of the report. */
export interface Found {
  readonly peer?: string;
  readonly symptom: string;
  readonly causes: readonly string[];
  readonly certainty: 'proven' | 'likely' | 'possible';
}

export interface Scenario {
  readonly title: string;
  /** The fault that was put in; `none` where the run is healthy; several for a log of many connections. */
  readonly cause: string | readonly string[];
  /** What was configured and done, and what breaks: prose for about.md. */
  readonly story: string;
  /** What each side can know from its own log: prose for about.md. */
  readonly knows: Readonly<Record<HostName, string>>;
  /** No entry: nothing of severity `error` may be found in that log. */
  readonly found: Partial<Readonly<Record<HostName, Found | readonly Found[]>>>;
  readonly moon: Side;
  readonly sun: Side;
  readonly network?: Network;
  readonly steps: readonly Step[];
  /** Whose charon does not run before a step starts it. */
  readonly asleep?: readonly HostName[];
  /** Only these sides' logs are kept. */
  readonly keeps?: readonly HostName[];
}
