// Types of dialects.mjs.
import type { DialectName } from '../../src/lines/index.ts';

export interface WrappedMessage {
  readonly at: number;
  readonly thread: number;
  readonly group: string;
  readonly level: number;
  readonly uniqueId: number;
  readonly name: string | null;
  readonly text: string;
}
export const WRAPPED_DIALECTS: readonly DialectName[];
export function wrap(dialect: DialectName, message: WrappedMessage): Buffer;
export function readMessages(text: string, start?: number): WrappedMessage[];
