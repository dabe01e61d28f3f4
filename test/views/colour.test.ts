import { describe, expect, it } from 'vitest';
import { colour } from '../../src/views/colour.ts';
import { safeText } from '../../src/views/safe-text.ts';

describe('colour', () => {
  it('leaves text alone when colours are off', () => {
    expect(colour('bad', safeText('FAILED'), false)).toBe('FAILED');
  });
  it('does not ask the terminal or the environment', () => {
    expect(colour('good', safeText('UP'), true)).toBe('\x1b[32mUP\x1b[39m');
  });
  it('wraps nothing around nothing, and nothing around plain text', () => {
    expect(colour('bad', safeText(''), true)).toBe('');
    expect(colour('plain', safeText('x'), true)).toBe('x');
  });
});
