// What rules and events declare so that nobody is asked in vain must be true: a rule that is not asked would have passed, as would the judge of events that
// no IKE_SA owns. Held against every IKE_SA of the shipped logs, and against all daemon events there are.
import { describe, expect, test } from 'vitest';
import { numberOf } from '../../src/negotiation/index.ts';
import { attemptStart, childStart, createCases, numbersOf, type Surroundings } from '../../src/triage/case.ts';
import { DUTIES } from '../../src/triage/duties.ts';
import type { Rule } from '../../src/triage/rule.ts';
import { OCCASIONS } from '../../src/triage/rules.ts';
import { walk } from '../fixtures/corridor.ts';
import { daemonOf, eventOf, happen, ikeSaOf } from '../fixtures/negotiation.ts';
import { sampleLogs } from '../tools/samples.mjs';

const nowhere: Surroundings = { outside: () => [], departures: () => [] };

const rules: readonly Rule[] = [
  ...new Set([
    ...OCCASIONS.onEnd,
    ...OCCASIONS.onOpen,
    ...OCCASIONS.onChild,
    ...[...OCCASIONS.onEvent.values()].flat(),
    ...[...OCCASIONS.onNote.values()].flat(),
  ]),
];

const walked = sampleLogs().map((log) => walk({ name: log.path, bytes: log.bytes }));

describe('a rule whose needs are not there', () => {
  const cases = createCases(nowhere);
  const sas = walked.flatMap(({ report }) => report.ikeSas).filter((sa) => sa.events.length > 0);
  const needy = rules.flatMap((rule) => (rule.needs === undefined ? [] : [{ rule, needs: rule.needs }]));

  test.each(needy.map((one) => [one.rule.name, one] as const))('%s passes', (_, { rule, needs }) => {
    const numbers = numbersOf(needs);
    const tally = { without: 0, verdicts: 0 };
    for (const sa of sas) {
      for (const from of [0, attemptStart(sa), childStart(sa)]) {
        const of = cases.open(sa, sa.events.at(-1)!, from);
        if (cases.hasOneOf(numbers)) continue;
        tally.without++;
        if (rule.judge(of) !== null) tally.verdicts++;
      }
    }
    expect(tally).toEqual({ without: expect.any(Number), verdicts: 0 });
    expect(tally.without).toBeGreaterThan(20);
  });
});

test('an event of a daemon that is not among those to be judged has no verdict', () => {
  const steps = walked.flatMap((one) => one.steps).filter(({ event }) => !OCCASIONS.daemonEvents.has(event.type));
  const judged = steps.filter(
    ({ event, daemon }) => OCCASIONS.onDaemon({ event, daemon, before: null, around: nowhere }) !== null,
  );
  expect(judged).toEqual([]);
  expect(steps.length).toBeGreaterThan(1000);
});

test('every type that a rule is asked on is a duty', () => {
  const types = new Set([...OCCASIONS.onEvent.keys(), ...OCCASIONS.onNote.keys()]);
  expect([...types].filter((type) => DUTIES[numberOf(type)] === null)).toEqual([]);
});

describe('a case', () => {
  const daemon = daemonOf();
  const one = happen(ikeSaOf(daemon, 1), [
    ['ike.initiating'],
    ['retransmit.sent', { n: 1 }],
    ['retransmit.sent', { n: 2 }],
  ]);
  const other = happen(ikeSaOf(daemon, 2), [['ike.initiating']]);
  const cases = createCases(nowhere);
  const trigger = eventOf('ike.deleted');

  test('holds what is from its beginning on', () => {
    expect(cases.open(one, trigger, 0).has('ike.initiating')).toBe(true);
    expect(cases.open(one, trigger, 1).has('ike.initiating')).toBe(false);
    expect(
      cases
        .open(one, trigger, 2)
        .all('retransmit.sent')
        .map((e) => e.fields.n),
    ).toEqual([2]);
  });

  test('knows nothing of the one before it', () => {
    cases.open(one, trigger, 0);
    expect(cases.hasOneOf(numbersOf(['retransmit.sent']))).toBe(true);
    const of = cases.open(other, trigger, 0);
    expect(cases.hasOneOf(numbersOf(['retransmit.sent']))).toBe(false);
    expect(of.last('retransmit.sent')).toBe(undefined);
    expect(of.events).toEqual(other.events);
    expect(of.sa).toBe(other);
  });
});
