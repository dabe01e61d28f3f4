import { expect, test } from 'vitest';
import { EVENT_FIELDS, type EventType } from '../../src/negotiation/event.ts';
import { isOutsidePattern, OUTSIDE_PATTERNS, traitsOf } from '../../src/negotiation/traits.ts';
import { patterns } from '../fixtures/corridor.ts';

test('every type of event has its traits', () => {
  const types = Object.keys(EVENT_FIELDS) as EventType[];
  expect(types.filter((type) => traitsOf(type) === undefined)).toEqual([]);
});

test('the patterns that are told to be outside are shipped, and mean no event', () => {
  const shipped = new Map(patterns().map(({ name, means }) => [name, means]));
  const told = [...OUTSIDE_PATTERNS].map((name) => [name, shipped.get(name)]);
  expect(told).toEqual([...OUTSIDE_PATTERNS].map((name) => [name, null]));
  expect([...OUTSIDE_PATTERNS].every(isOutsidePattern)).toBe(true);
});
