import { describe, expect, it } from 'vitest';
import type { Chunk, Source } from '../../src/intake/chunk.ts';
import { createGate } from '../../src/intake/gate.ts';

const source: Source = { id: 0, name: 'charon.log', stream: 'charon.log', live: true };
const chunk = (text: string): Chunk => ({ kind: 'chunk', source, bytes: Buffer.from(text), offset: 0 });

describe('gate', () => {
  it('a taker that is never busy costs no promise', () => {
    const gate = createGate(() => undefined);
    expect(gate.hand(chunk('one'))).toBeUndefined();
  });

  it('what comes while the taker is busy waits its turn, with bytes of its own', async () => {
    const taken: string[] = [];
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    const gate = createGate((piece) => {
      taken.push(piece.kind === 'chunk' ? piece.bytes.toString() : piece.kind);
      return taken.length === 1 ? busy : undefined;
    });
    void gate.hand(chunk('one'));
    const late = chunk('two');
    void gate.hand(late);
    late.bytes.fill('x');
    void gate.hand({ kind: 'rotated', source });
    expect(taken).toEqual(['one']);
    release();
    await gate.settle();
    expect(taken).toEqual(['one', 'two', 'rotated']);
  });

  it.each(['at once', 'later'])('after the taker threw %s it is given nothing more', async (when) => {
    let calls = 0;
    const gate = createGate(() => {
      calls++;
      if (when === 'later') return Promise.reject(new Error('full'));
      throw new Error('full');
    });
    const handing = async () => gate.hand(chunk('one'));
    await expect(handing()).rejects.toThrow('full');
    await gate.hand(chunk('two'));
    expect(gate.hasFailed()).toBe(true);
    expect(calls).toBe(1);
    await expect(gate.settle()).rejects.toThrow('full');
  });
});
