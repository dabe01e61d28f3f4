/**
 * Room 1, intake: the way out of the room. In: pieces, whenever one of the readers has one. Out: the same to the
 * taker, one at a time; and the knowledge whether it was the taker that threw.
 */
import type { Break, Chunk, TakePiece } from './chunk.ts';

export interface Gate {
  /**
   * Hands a piece on. A promise means: ask for nothing more until it has resolved. A piece that comes all the same
   * (the last bytes of a file that is being left) is copied and waits its turn.
   */
  hand(piece: Chunk | Break): Promise<void> | undefined;
  /** Resolves when everything handed over has been taken. Rejects with what the taker threw. */
  settle(): Promise<void>;
  /** True once the taker has thrown; nothing is handed to it any more. */
  hasFailed(): boolean;
}

export function createGate(emit: TakePiece): Gate {
  /** Resolves when the taker is free; null while it is. */
  let busy: Promise<void> | null = null;
  let failure: { readonly thrown: unknown } | null = null;

  function fail(thrown: unknown): never {
    failure ??= { thrown };
    throw thrown;
  }
  function occupy(taken: Promise<void>): Promise<void> {
    function free(): void {
      if (busy === mine) busy = null;
    }
    const mine: Promise<void> = taken.then(free, (thrown: unknown) => {
      free();
      fail(thrown);
    });
    // Whoever waits gets the rejection; that nobody waits just now is not an error of its own.
    mine.catch(() => undefined);
    busy = mine;
    return mine;
  }
  function take(piece: Chunk | Break): void | Promise<void> {
    if (failure === null) return emit(piece);
  }
  function hand(piece: Chunk | Break): Promise<void> | undefined {
    if (busy !== null) {
      const kept = piece.kind === 'chunk' ? { ...piece, bytes: Buffer.from(piece.bytes) } : piece;
      return occupy(busy.then(() => take(kept)));
    }
    try {
      const taken = take(piece);
      return taken === undefined ? undefined : occupy(taken);
    } catch (thrown) {
      return fail(thrown);
    }
  }
  async function settle(): Promise<void> {
    while (busy !== null) await busy;
    if (failure !== null) throw failure.thrown;
  }
  return { hand, settle, hasFailed: () => failure !== null };
}
