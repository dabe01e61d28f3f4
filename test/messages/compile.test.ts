import { describe, expect, test } from 'vitest';
import { withoutEmptyEnd } from '../../src/messages/compile.ts';
import { patternsSaying } from './texts.ts';

describe('the form with an empty end', () => {
  test.each<[says: string, bare: string | null]>([
    ['why: {r:rest}', 'why:'],
    ['why {n:int}: {r:id}', 'why \0n:int\0:'],
    ['why: {r:text}', null],
    ['why:{r:rest}', null],
    ['why', null],
  ])('%s', (says, bare) => {
    expect(withoutEmptyEnd(patternsSaying(says)[0]!.says[0]!)).toBe(bare);
  });
});
