// What the scenarios state, without a daemon: the words are those of the report, and nothing healthy claims an error.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSE_IDS, SYMPTOMS } from '../../src/triage/finding.ts';
import { claimsOf } from './keep.ts';
import type { Scenario } from './scenario.ts';

const directory = new URL('./scenarios/', import.meta.url);
const names = readdirSync(directory).map((file) => file.slice(0, -'.ts'.length));
const scenarios = await Promise.all(
  names.map(async (name) => {
    const module = (await import(new URL(`${name}.ts`, directory).href)) as { scenario: Scenario };
    return [name, module.scenario] as const;
  }),
);
const isHealthy = ({ cause }: Scenario): boolean => cause === 'none';

test('there are enough, broken and healthy', () => {
  expect(scenarios.filter(([, scenario]) => !isHealthy(scenario)).length).toBeGreaterThanOrEqual(60);
  expect(scenarios.filter(([, scenario]) => isHealthy(scenario)).length).toBeGreaterThanOrEqual(15);
});

describe.each(scenarios)('%s', (name, scenario) => {
  const claims = [...claimsOf(scenario, 'moon'), ...claimsOf(scenario, 'sun')];

  test('is healthy where its name says so', () => {
    expect(name.startsWith('ok-')).toBe(isHealthy(scenario));
    if (isHealthy(scenario)) expect(claims).toEqual([]);
    else expect(claims.length).toBeGreaterThan(0);
  });

  test('states the fault that was put in for the side that can see it', () => {
    const named = claims.flatMap((claim) => claim.causes);
    const put = [scenario.cause].flat().filter((cause) => cause !== 'none');
    expect(put.filter((cause) => !named.includes(cause))).toEqual([]);
  });

  test('speaks the words of the report', () => {
    const put = scenario.cause === 'none' ? [] : [scenario.cause].flat();
    const causes = [...put, ...claims.flatMap((claim) => claim.causes)];
    expect(causes.filter((cause) => !(CAUSE_IDS as readonly string[]).includes(cause))).toEqual([]);
    expect(claims.filter(({ symptom }) => !(SYMPTOMS as readonly string[]).includes(symptom))).toEqual([]);
  });
});
