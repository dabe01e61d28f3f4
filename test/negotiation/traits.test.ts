import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/negotiation/event.ts';
import { isOutsidePattern, OUTSIDE_PATTERNS, traitsOf } from '../../src/negotiation/traits.ts';
import { patterns } from '../fixtures/corridor.ts';
import { eventOf } from '../fixtures/negotiation.ts';

test('every type of event has its traits', () => {
  expect(EVENT_TYPES.filter((type) => traitsOf(eventOf(type)) === undefined)).toEqual([]);
  expect(traitsOf(eventOf('packet.received'))).toMatchObject({ startsJob: true, statesUid: false });
  expect(traitsOf(eventOf('ike.initiating'))).toMatchObject({ mayStartJob: true, statesUid: true });
});

test('the patterns that are told to be outside are shipped, and mean no event', () => {
  const shipped = new Map(patterns().map(({ name, means }) => [name, means]));
  const told = [...OUTSIDE_PATTERNS].map((name) => [name, shipped.get(name)]);
  expect(told).toEqual([...OUTSIDE_PATTERNS].map((name) => [name, null]));
  expect([...OUTSIDE_PATTERNS].every(isOutsidePattern)).toBe(true);
});
