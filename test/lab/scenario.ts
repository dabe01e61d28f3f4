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
  /** A network behind moon's interface: further outer addresses may be of it. */
  readonly behindMoon?: string;
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
  /** Further certificates that this side has at hand: file NAME.pem, which the configuration may name. */
  readonly holds?: readonly CertificateName[];
  /** Own certificate without its private key. */
  readonly keyless?: boolean;
  /** Has the revocation list of this issuer. */
  readonly crlOf?: CertificateName;
  readonly log: LogShape;
  /** Instead of the lab's plugins: those of them that are left out, and further ones. */
  readonly plugins?: { readonly without?: readonly string[]; readonly with?: readonly string[] };
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
  /** Until neither log has grown for so many seconds. */
  | { readonly do: 'quiet'; readonly seconds: number; readonly within: number }
  | { readonly do: 'drop'; readonly match: string }
  | { readonly do: 'heal' }
  | { readonly do: 'sh'; readonly on: HostName; readonly script: string }
  /** Loads another configuration in place of the present one; `with` says what is different, for people. */
  | { readonly do: 'reload'; readonly on: HostName; readonly swanctl: Settings; readonly with: string }
  | { readonly do: 'chatter'; readonly on: HostName; readonly lines: readonly Chatter[]; readonly seconds: number }
  | { readonly do: 'start'; readonly on: HostName }
  | { readonly do: 'signal'; readonly on: HostName; readonly name: 'TERM' | 'KILL' | 'HUP' };

/** What ike-trace must find in one log, in the words of the report: what the log can prove, whatever ike-trace says today. */
export interface Found {
  /** Address of the peer, where one log holds several. */
  readonly peer?: string;
  /** `error` where it is absent. */
  readonly severity?: 'warning' | 'info';
  readonly symptom: string;
  /** Best first; where `certainty` is `possible` their order means little. */
  readonly causes: readonly string[];
  readonly certainty: 'proven' | 'likely' | 'possible';
  /** The transform types of a computed difference, in any order. */
  readonly mismatch?: readonly string[];
  /** Of the IKE_SA that the finding is about. */
  readonly outcome?: Outcome;
}

export type Outcome = 'established' | 'failed' | 'timed-out' | 'lost' | 'deleted' | 'replaced' | 'open';

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
  /** Outcome of the last IKE_SA in that log. */
  readonly ends?: Partial<Readonly<Record<HostName, Outcome>>>;
  /** Instead of the above where strongSwan 6 and later behaves otherwise: only the configuration and the steps are the same. */
  readonly on6?: Partial<Pick<Scenario, 'story' | 'knows' | 'found' | 'ends'>>;
  readonly moon: Side;
  readonly sun: Side;
  readonly network?: Network;
  readonly steps: readonly Step[];
  /** It takes minutes, because timers are charon's own; nearly all of that time it sleeps. */
  readonly slow?: boolean;
  /** Whose charon does not run before a step starts it. */
  readonly asleep?: readonly HostName[];
  /** Only these sides' logs are kept. */
  readonly keeps?: readonly HostName[];
}
