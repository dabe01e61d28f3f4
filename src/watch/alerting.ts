/**
 * Room 8: when to tell. Steps, findings and the clock enter, alerts leave: once when something breaks, again at most every interval while it goes on
 * breaking, once when it works again. Pure: the time that counts for people comes from the log, the time that counts for waiting is handed in.
 */
import type { IkeEvent, IkeSa, Step } from '../negotiation/index.ts';
import { connectionName } from '../sessions/index.ts';
import { type Finding, SEVERITIES } from '../triage/index.ts';
import type { Alert } from './alert.ts';
import {
  type Change,
  type Connection,
  createConnections,
  keyOf,
  machineOf,
  pairOf,
  placeOf,
  type SavedConnection,
} from './connections.ts';
import { type Incident, incidentId, known, mendsOf, missingSubstance, spanOf, substanceOf } from './incident.ts';
import { type AlertingOptions, createTelling, type SavedTelling } from './telling.ts';

/** Plain data: what has to be known to go on after a restart. */
export interface SavedAlerting {
  readonly telling: SavedTelling;
  readonly connections: readonly SavedConnection[];
  /** Clock: since when an expected connection is not up. */
  readonly absent: readonly (readonly [string, number])[];
}

/** Ends that somebody wanted, or that a timer brought: told only as `missing`, when the connection is expected up. */
const WANTED: ReadonlySet<string> = new Set([
  'local-deleted',
  'peer-deleted',
  'no-traffic',
  'daemon-restarted',
  'stale-sa',
]);
/** How strangers fail, who show no name: refused at their first message, or silent after it. */
const STRANGE: ReadonlySet<string> = new Set(['no-proposal-chosen', 'half-open-timeout']);

export function createAlerting(
  given: AlertingOptions,
  now: () => number,
  emit: (alert: Alert) => void,
  saved?: SavedAlerting,
) {
  let options = given;
  /** While catching up the clock tells nothing: what is still to be read may show that it is over. */
  let isLive = true;
  const connections = createConnections(saved?.connections);
  const telling = createTelling(given, now, emit, saved?.telling);
  const { incidents } = telling;
  const absent = new Map<string, number>(saved?.absent);

  function mend(key: string, event: IkeEvent, isMended: (incident: Incident) => boolean, works: string): void {
    for (const incident of incidents.of(key)) {
      if (!isMended(incident)) continue;
      const at = known(event.at);
      const { downSince } = incident;
      const span = at === null || downSince === null ? '' : `, after ${spanOf(at - downSince)}`;
      telling.recover(incident, at, `${works}${span}.`, [event]);
    }
  }

  function mendConnection(sa: IkeSa, event: IkeEvent): void {
    const who = `Connection ${connectionName(sa.name, sa.local.host, sa.remote.host)}${sa.remote.host === null ? '' : ` with ${sa.remote.host}`}`;
    const keys = [keyOf(sa), pairOf(sa)];
    if (event.type === 'child.established') {
      const { child } = event.fields;
      const isMended = ({ mends, child: of }: Incident) => mends === 'child' && (of === null || of === child);
      for (const key of keys) mend(key, event, isMended, `${who} works again: CHILD_SA ${child} is up`);
      mendExpected(sa, event, who);
      return;
    }
    const isMended = ({ mends }: Incident) => mends === 'ike' || mends === 'ike-or-calm';
    for (const key of keys) mend(key, event, isMended, `${who} is up again`);
    mendExpected(sa, event, who);
  }

  /** An IKE_SA alone is not yet what was expected, where a CHILD_SA belongs to it. */
  function mendExpected({ name }: IkeSa, event: IkeEvent, who: string): void {
    if (name !== null && connections.isUp(name)) mend(`=${name}`, event, () => true, `${who} is up again`);
  }

  /** A connection that went down while it is known to be broken: that is since when. */
  function noteDown({ connection, to }: Change): void {
    if (to === 'down') for (const incident of incidents.of(connection.key)) incident.downSince ??= connection.downSince;
  }

  function isStranger(sa: IkeSa, finding: Finding): boolean {
    if (!STRANGE.has(finding.symptom) || sa.role !== 'responder' || sa.name !== null || sa.everEstablished)
      return false;
    return sa.remote.host === null || !connections.isPeer(sa.remote.host);
  }

  function isTold({ severity, causes }: Finding): boolean {
    if (severity === 'info' && WANTED.has(causes[0]!.cause)) return false;
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(options.severity);
  }

  function raiseDaemon(finding: Finding, daemon: Step['daemon'], isStrange: boolean): void {
    const place = placeOf(daemon);
    const { host, program } = daemon.speaker;
    const what = isStrange ? 'strangers' : finding.causes[0]!.cause;
    // Each name that is not loaded is a fault of its own.
    const detail = finding.causes[0]!.cause === 'config-not-loaded' ? finding.summary : '';
    const mends = isStrange ? 'calm' : mendsOf(finding);
    telling.raise({
      substance: substanceOf(incidentId(place, what, detail), finding, null, { host, program }),
      at: known(finding.lastAt),
      mends,
      keys: [machineOf(daemon)],
      child: null,
      machine: null,
      down: null,
      grace: options.grace,
    });
  }

  function watchExpected(clock: number): void {
    for (const name of absent.keys()) if (!options.expect.includes(name)) absent.delete(name);
    for (const name of options.expect) {
      if (connections.isUp(name)) {
        absent.delete(name);
        continue;
      }
      const since = absent.get(name) ?? clock;
      absent.set(name, since);
      const id = incidentId('missing', name);
      const before = connections.named(name);
      const isToldOtherwise = before !== undefined && isBroken(before);
      if (clock - since < options.expectGrace || incidents.get(id) !== undefined || isToldOtherwise) continue;
      // Up without what it is for: it is not down since it was down last.
      const down = before === undefined || before.up.size > 0 ? null : before.downSince;
      const substance = missingSubstance(id, name, before);
      telling.raise({
        substance,
        at: down,
        mends: 'ike',
        keys: [`=${name}`],
        child: null,
        machine: '',
        down,
        grace: 0,
      });
    }
  }

  /** An alert about the connection stands already, and says more than that it is missing. */
  function isBroken(connection: Connection): boolean {
    const isBare = connection.up.size > 0;
    for (const { mends, phase, over, substance } of incidents.of(connection.key))
      if (
        (mends === 'ike' || (isBare && mends === 'child')) &&
        phase !== 'quiet' &&
        over === null &&
        substance.severity === 'error'
      )
        return true;
    return false;
  }

  function tick(clock: number): void {
    if (!isLive) return;
    watchExpected(clock);
    telling.tick(clock);
  }

  return {
    /** Call for every step, before its findings. */
    step(step: Step): void {
      const { event, ikeSa } = step;
      for (const change of connections.note(step)) noteDown(change);
      if (event.type === 'daemon.started')
        mend(machineOf(step.daemon), event, ({ mends }) => mends === 'start', 'charon is running again');
      const isUp =
        event.type === 'ike.established' || event.type === 'ike.rekeyed' || event.type === 'child.established';
      if (isUp && ikeSa !== null) mendConnection(ikeSa, event);
    },
    /** Call for every finding, with the daemon whose line made it. */
    finding(finding: Finding, daemon: Step['daemon']): void {
      if (!isTold(finding)) return;
      const { ikeSa } = finding;
      const isStrange = ikeSa !== null ? isStranger(ikeSa, finding) : STRANGE.has(finding.symptom);
      if (ikeSa === null || isStrange) {
        raiseDaemon(finding, daemon, isStrange);
        return;
      }
      const child = finding.childSa?.name ?? null;
      const id = incidentId(keyOf(ikeSa), finding.causes[0]!.cause, child ?? '');
      const name = connectionName(ikeSa.name, ikeSa.local.host, ikeSa.remote.host);
      const { host, program } = ikeSa.daemon.speaker;
      const down = ikeSa.outcome === 'established' ? null : (connections.get(ikeSa)?.downSince ?? null);
      const keys = [...new Set([keyOf(ikeSa), pairOf(ikeSa)])];
      const substance = substanceOf(id, finding, name, { host, program });
      const at = known(finding.lastAt);
      const isKnown = ikeSa.name !== null || connections.get(ikeSa) !== undefined;
      const mends = mendsOf(finding);
      // Who never had a tunnel and a name here may never come back.
      const isPassing = !isKnown && mends === 'ike';
      telling.raise({
        substance,
        at,
        mends: isPassing ? 'ike-or-calm' : mends,
        keys,
        child,
        machine: machineOf(daemon),
        down,
        grace: options.grace,
      });
    },
    /** Call once a second while live: what waits is told when its time has come. */
    tick,
    setLive(next: boolean): void {
      isLive = next;
      tick(now());
    },
    /** What is older than the watcher is told only when it is seen again. */
    setLearning: telling.setLearning,
    configure(next: AlertingOptions): void {
      options = next;
      telling.configure(next);
    },
    connections: connections.all,
    /** Something was kept back since this was asked last, which is worth a save. */
    takeNews: telling.takeNews,
    /** What stands, and what was left out at a bound. */
    stats: () => ({ ...telling.stats(), connectionsDropped: connections.dropped() }),
    save: (): SavedAlerting => ({ telling: telling.save(), connections: connections.save(), absent: [...absent] }),
  };
}
