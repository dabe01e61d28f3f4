/**
 * What the watcher opens: the sources of its configuration, each where an earlier run left it.
 */
import { planResumption, type SourceSpec } from '../../intake/index.ts';
import type { Reopened, SavedBookmarks, SavedTrack, SourceConfig, WatchedSource } from '../../watch/index.ts';

export interface Opening {
  readonly specs: readonly SourceSpec[];
  readonly reopened: ReadonlyMap<string, Reopened>;
}

/** The name of a source's stream, as intake gives it. */
export function streamOf(source: SourceConfig): string {
  if (source.kind === 'follow') return source.path;
  return source.kind === 'stdin' ? '-' : `journal:${source.unit ?? 'charon'}`;
}

/** What health needs to know of each source: where its reading begins. */
export function watchedOf(sources: readonly SourceConfig[], specs: readonly SourceSpec[]): WatchedSource[] {
  return sources.map((source) => {
    const stream = streamOf(source);
    const { kind } = source;
    const from = specs.flatMap((spec) => (spec.kind === kind && spec.kind !== 'stdin' && spec.from ? [spec] : []));
    if (kind === 'journal') {
      const own = from.find((spec) => spec.kind === 'journal' && spec.unit === source.unit);
      return { stream, kind, cursor: own?.kind === 'journal' ? (own.from?.cursor ?? null) : null };
    }
    const own = from.find((spec) => spec.kind === 'follow' && spec.stream === stream);
    return { stream, kind, position: own?.kind === 'follow' ? (own.from?.position ?? 0) : 0 };
  });
}

/**
 * What of a log was judged before. `places`: where each of its files stands among the `count` that will be read, -1 for one that is lost. Null when nothing
 * of what will be read was judged.
 */
export function reopenedAt(track: SavedTrack, places: readonly number[], count = places.length): Reopened | null {
  if (track.kind === 'journal') {
    const position = { file: 0, line: track.reached.line };
    const at = track.reached.at ?? Number.POSITIVE_INFINITY;
    return { judged: { position, at, pauses: track.pauses ?? [] }, headPrint: null };
  }
  const { file, line } = track.reached;
  const headPrint = places[0] === 0 ? track.files[0]!.head : null;
  const place = places[file] ?? -1;
  const pauses = (track.pauses ?? []).flatMap((one) => {
    const found = places[one.file] ?? -1;
    return found < 0 ? [] : [{ file: found, line: one.line }];
  });
  if (place >= 0) return { judged: { position: { file: place, line }, at: Number.NaN, pauses }, headPrint };
  // The file that was read last is lost: what was before it was judged as a whole.
  const last = Math.max(...places.slice(0, file), -1);
  // The present file cannot be older than one that was read: something was mistaken for it, and rather is told twice than not at all.
  if (last < 0 || last === count - 1) return null;
  return { judged: { position: { file: last, line: Number.POSITIVE_INFINITY }, at: Number.NaN, pauses }, headPrint };
}

/** `warn` is told when a log cannot be read on where it was left. */
export async function openingOf(
  sources: readonly SourceConfig[],
  before: SavedBookmarks | null,
  warn: (sentence: string) => void,
): Promise<Opening> {
  const tracks = new Map(before?.tracks);
  const reopened = new Map<string, Reopened>();
  const specs: SourceSpec[] = [];
  for (const source of sources) {
    const stream = streamOf(source);
    const track = tracks.get(stream);
    if (source.kind === 'stdin') specs.push({ kind: 'stdin' });
    else if (source.kind === 'journal') {
      const from = track?.kind === 'journal' && track.from !== null ? { from: track.from } : {};
      specs.push({ kind: 'journal', unit: source.unit, follow: true, ...from });
      const left = track?.kind === 'journal' ? reopenedAt(track, []) : null;
      if (left !== null) reopened.set(stream, left);
    } else if (track?.kind === 'files') {
      const { specs: found, places } = await planResumption(
        source.path,
        stream,
        track.files,
        track.from,
        before!.savedAt,
      );
      const left = reopenedAt(track, places, found.length);
      if (places.includes(-1))
        warn(`${stream} is not all there any more: lines between two runs of the watcher may be missed`);
      if (left !== null) reopened.set(stream, left);
      specs.push(...found);
    } else specs.push({ kind: 'follow', path: source.path, stream });
  }
  return { specs, reopened };
}
