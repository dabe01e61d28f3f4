import { describe, expect, test } from 'vitest';
import { remembered } from '../../src/negotiation/remember.ts';

describe('remembered', () => {
  test('works each text out once, null answers too', () => {
    const asked: string[] = [];
    const of = remembered((text) => {
      asked.push(text);
      return text === 'none' ? null : text.length;
    });
    expect([of('a'), of('none'), of('a'), of('none')]).toEqual([1, null, 1, null]);
    expect(asked).toEqual(['a', 'none']);
  });

  test('forgets when it holds too many, and stays right', () => {
    const of = remembered((text) => text.length);
    for (let i = 0; i < 10_000; i++) expect(of(`${i}`)).toBe(`${i}`.length);
    expect(of('0')).toBe(1);
  });

  test('does not keep what is longer than anything of charon', () => {
    let asked = 0;
    const of = remembered((text) => {
      asked++;
      return text.length;
    });
    const long = 'x'.repeat(5000);
    expect([of(long), of(long), asked]).toEqual([5000, 5000, 2]);
  });
});
