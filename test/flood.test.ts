// Half-open attempts of spoofed addresses in great number, poured between the lines of two real tunnels: what is said of the tunnels is what would be said
// without them, the flood is one finding, and the bounds hold. `npm run bench -- --flood` does the same with a million and says what memory it took.
import { describe, expect, test } from 'vitest';
import { createNegotiation, type IkeSa, type Step } from '../src/negotiation/index.ts';
import { createPipeline } from '../src/pipeline.ts';
import { timeline } from '../src/sessions/index.ts';
import type { Report } from '../src/views/index.ts';
import { patterns, SETTINGS } from './fixtures/corridor.ts';
import { floodLog } from './tools/flood.mjs';

/** More than the peers that a group tells apart (10,000). */
const ATTEMPTS = 20_000;

function reportOf(attempts: number, isTagged: boolean): Report {
  const pipeline = createPipeline(patterns(), SETTINGS, {});
  const source = { id: 1, name: 'charon.log', stream: 'charon.log', live: false };
  let offset = 0;
  for (const bytes of floodLog({ attempts, isTagged })) {
    pipeline.feed({ kind: 'chunk', source, bytes, offset });
    offset += bytes.length;
  }
  return pipeline.end();
}

/** A tunnel's IKE_SAs are those that got a configuration; a stranger's never does. */
const isTunnel = (sa: IkeSa) => sa.name !== null;

/** Everything of the tunnels but line numbers and times, which the flood moves. */
const tunnelsOf = ({ ikeSas }: Report) =>
  ikeSas.filter(isTunnel).map((sa) => ({
    name: sa.name,
    uniqueId: sa.uniqueId,
    role: sa.role,
    outcome: sa.outcome,
    stage: sa.stage,
    hosts: [sa.local.host, sa.remote.host],
    ids: [sa.local.id, sa.remote.id],
    certain: sa.certain,
    children: sa.children.map(({ name, uniqueId, outcome, spiIn, spiOut }) => [name, uniqueId, outcome, spiIn, spiOut]),
    timeline: timeline(sa.events).map(({ kind, count, event }) => `${kind} ${event.type} ${count} ${event.text}`),
  }));

const findingsOf = ({ findings }: Report, isWanted: (sa: IkeSa | null) => boolean) =>
  findings
    .filter(({ ikeSa }) => isWanted(ikeSa))
    .map(({ severity, symptom, causes, count }) => ({ severity, symptom, cause: causes[0]!.cause, count }));

describe.each([
  ['with ike_name', true],
  ['without', false],
])('a flood of half-open attempts, %s', (_, isTagged) => {
  const quiet = reportOf(0, isTagged);
  const flooded = reportOf(ATTEMPTS, isTagged);

  test('leaves the timelines of the tunnels as they are', () => {
    expect(tunnelsOf(quiet).length).toBeGreaterThanOrEqual(2);
    expect(tunnelsOf(flooded)).toEqual(tunnelsOf(quiet));
  });

  test('leaves what is found of the tunnels as it is', () => {
    const ofTunnels = (sa: IkeSa | null) => sa !== null;
    expect(findingsOf(flooded, ofTunnels)).toEqual(findingsOf(quiet, ofTunnels));
  });

  test('is one finding, of no alarm where a tunnel came up', () => {
    expect(findingsOf(flooded, (sa) => sa === null)).toEqual([
      { severity: 'info', symptom: 'half-open-timeout', cause: 'scanner-noise', count: ATTEMPTS },
    ]);
  });

  test('is counted to the last line', () => {
    const lines = flooded.inputs[0]!.lines - quiet.inputs[0]!.lines;
    expect(lines).toBe(7 * ATTEMPTS);
    expect(flooded.inputs[0]).toMatchObject({ unrecognised: 0, duplicates: 0 });
  });
});

test('beyond the bound the attempts go, the tunnels stay, and the report says how many went', () => {
  const kept = 500;
  const quiet = reportOf(0, true);
  const steps: Step[] = [];
  const negotiation = createNegotiation({ maxIkeSas: kept }, (step) => void steps.push({ ...step }));
  const pipeline = createPipeline(patterns(), SETTINGS, { message: negotiation.feed });
  const source = { id: 1, name: 'charon.log', stream: 'charon.log', live: false };
  for (const bytes of floodLog({ attempts: 3000, isTagged: true }))
    pipeline.feed({ kind: 'chunk', source, bytes, offset: 0 });
  pipeline.end();
  negotiation.end();
  const left = [...negotiation.ikeSas];
  expect(left.length).toBeLessThanOrEqual(kept);
  // One that was dropped half-open begins anew with the line that gives it up.
  expect(left.length + negotiation.dropped().ikeSas).toBeGreaterThanOrEqual(3000 + tunnelsOf(quiet).length);
  // The tunnel that failed at the beginning is kept too, though it came to nothing like the attempts, and before them.
  const keptOf = (sas: readonly IkeSa[]) =>
    sas.filter(isTunnel).map(({ name, outcome, events }) => [name, outcome, events.length]);
  expect(keptOf(left)).toEqual(keptOf(quiet.ikeSas));
  expect(keptOf(left).map(([name]) => name)).toContain('office');
});
