/**
 * Room 6: connections of the file that the daemon left out while it loaded others. Events enter; at the end of the log at most one verdict leaves.
 */
import type { Configuration, ConfiguredConnection } from '../../configuration/index.ts';
import type { Daemon, IkeEvent } from '../../negotiation/index.ts';
import type { Verdict } from '../finding.ts';
import { likely } from '../rule.ts';

/** Names of connections loaded that are remembered for each life of a daemon, and lives. */
const MAX_NAMES = 10_000;
const MAX_LIVES = 1000;
/** How long after the last loading a log must go on, in milliseconds, before what was not loaded counts as left out. */
const SETTLED_MS = 10_000;
/** Connections that a sentence names. */
const MOST_NAMED = 5;

export const RELOAD: { readonly [format in Configuration['format']]: string } = {
  'swanctl.conf': 'Load the file (swanctl --load-all)',
  'ipsec.conf': 'Load the file (ipsec update; for secrets ipsec rereadsecrets)',
};

/** What shows the settings that the daemon has. */
export const WHAT_IS_LOADED = 'swanctl --list-conns (ipsec statusall): what the daemon has loaded now';

/** What a life of a daemon loaded since its start was seen. */
interface Loading {
  readonly names: Set<string>;
  last: IkeEvent | null;
  /** False once something was said that leaves open which connections are loaded. */
  isSure: boolean;
}

function verdictOf(
  configuration: Configuration,
  { names }: Loading,
  last: IkeEvent,
  missing: readonly ConfiguredConnection[],
): Verdict {
  const isOne = missing.length === 1;
  const named = missing.slice(0, MOST_NAMED);
  const more = missing.length - named.length;
  const list = named.map(({ name, place }) => `${name} (${place.file}:${place.line})`).join(', ');
  const loaded = [...names].slice(0, MOST_NAMED).join(', ') + (names.size > MOST_NAMED ? ', ...' : '');
  return {
    severity: 'warning',
    symptom: 'latent',
    causes: [likely('config-not-loaded', `since its start the daemon loaded ${loaded}`)],
    summary: `The daemon loaded ${names.size} connection${names.size === 1 ? '' : 's'} since its start, and not ${list}${more > 0 ? ` and ${more} more` : ''}, which ${isOne ? 'is' : 'are'} in the file.`,
    evidence: [last],
    fix: [
      {
        where: 'local',
        text: `${RELOAD[configuration.format]} and read what is said of ${isOne ? 'it' : 'them'}`,
        config: [],
        inFile: {
          format: configuration.format,
          lines: named.map(({ name, place: { file, line } }) => ({
            config: configuration.format === 'ipsec.conf' ? `conn ${name}` : `${name} {`,
            place: { file, line, isThere: true, now: null },
          })),
        },
      },
    ],
    wouldSettle: WHAT_IS_LOADED,
  };
}

export interface LeftOut {
  readonly daemon: Daemon;
  readonly verdict: Verdict;
  readonly event: IkeEvent;
}

export function createLeftOut(configuration: Configuration) {
  const lives = new Map<Daemon, Loading>();
  const wanted = configuration.connections.filter(({ isLoaded }) => isLoaded);
  return {
    note(daemon: Daemon, event: IkeEvent): void {
      if (event.type === 'daemon.started') {
        if (lives.size < MAX_LIVES) lives.set(daemon, { names: new Set(), last: null, isSure: true });
        return;
      }
      if (event.type !== 'config.loaded' && event.type !== 'config.unloaded') return;
      const loading = lives.get(daemon);
      if (loading === undefined) return;
      loading.last = event;
      // A conn of ipsec.conf may join a connection of another name.
      if (event.type === 'config.unloaded' || event.text.startsWith('added child') || loading.names.size >= MAX_NAMES)
        loading.isSure = false;
      else loading.names.add(event.fields.name);
    },
    atEnd(): LeftOut | null {
      const [daemon, loading] = [...lives].at(-1) ?? [];
      if (daemon === undefined || loading === undefined) return null;
      // Of several hosts it is not known whose file it is.
      const hosts = new Set([...lives.keys()].map(({ speaker }) => `${speaker.stream}\0${speaker.host}`));
      const { last, names, isSure } = loading;
      if (hosts.size > 1 || last === null || !isSure || !(daemon.lastAt - last.at > SETTLED_MS)) return null;
      // None of the file's connections is known to this daemon: the file is another one's.
      if (!wanted.some(({ name }) => names.has(name))) return null;
      const missing = wanted.filter(({ name }) => !names.has(name));
      return missing.length === 0
        ? null
        : { daemon, event: last, verdict: verdictOf(configuration, loading, last, missing) };
    },
  };
}
