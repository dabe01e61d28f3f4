// Types of flood.mjs.
export function floodLog(options: {
  readonly attempts: number;
  readonly isTagged: boolean;
  readonly seed?: number;
}): Generator<Buffer>;
