// The lab: ike-trace as a user runs it. A log's path goes in, the JSON document comes out; only its documented fields are used.
import { fileURLToPath } from 'node:url';
import { attempt } from './command.ts';

export interface Finding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly symptom: string;
  readonly causes: readonly { readonly cause: string; readonly certainty: string }[];
  /** Id of an entry of `ikeSas`. */
  readonly ikeSa: string | null;
  readonly connection: string | null;
  readonly difference: null | { readonly kind: string; readonly mismatch: readonly string[] };
  readonly summary: string;
}

export interface IkeSa {
  readonly id: string;
  readonly connection: string | null;
  readonly remote: { readonly host: string | null };
  readonly outcome: string;
}

export interface Document {
  readonly inputs: readonly {
    readonly dialect: string | null;
    readonly charonLines: number;
    readonly recognised: number;
  }[];
  readonly ikeSas: readonly IkeSa[];
  readonly findings: readonly Finding[];
}

/** The copy that compiled.mjs made. */
export const program = fileURLToPath(new URL('./program/dist/cli.js', import.meta.url));

/** Rejects when ike-trace could not read the log or says something that is no document. */
export async function trace(path: string): Promise<Document> {
  const { status, stdout, stderr } = await attempt(process.execPath, [program, '-o', 'json', '--brief', path]);
  if (status > 1) throw new Error(`ike-trace ended with ${status}: ${stderr.trim()}`);
  return JSON.parse(stdout) as Document;
}
