/**
 * Room 1, the atom. Bytes of a log and the breaks between them; nothing here knows what a line is.
 */

/** Where bytes come from. One object for the life of a source; compare by identity. */
export interface Source {
  /** Small number, unique in a run, in order of opening. */
  readonly id: number;
  /** The path as given, `-` for standard input, `journal:UNIT` for a journalctl child. */
  readonly name: string;
  /**
   * What this source continues. The files of a rotated set share one stream: for the rooms to the right they are one
   * log, read oldest first.
   */
  readonly stream: string;
  /** True while more may come (a pipe, a followed file, the journal). A saved file is not live. */
  readonly live: boolean;
  /** Lines before the first that is read, where reading begins in the middle; absent for none. */
  readonly linesBefore?: number;
}

/**
 * A piece of a source. `bytes` belongs to the reader and is overwritten after the call that delivered it returns:
 * whoever keeps any of it copies it.
 */
export interface Chunk {
  readonly kind: 'chunk';
  readonly source: Source;
  readonly bytes: Buffer;
  /** Byte offset of `bytes[0]` in the (decompressed) source; begins again at 0 after `rotated` and `truncated`. */
  readonly offset: number;
}

/**
 * Something happened to the source between two chunks.
 * `opened`: first, before any chunk. `rotated`: the file was renamed and a new one begins; `truncated`: emptied in
 * place (copytruncate); `gone`: it vanished, and may come back; `gap`: bytes are known to be missing; `idle`: nothing
 * more is to be read just now, so what is complete should be shown; `end`: nothing more will come.
 * A line that is unfinished ends at `rotated`, `truncated`, `gap` and `end`. At `idle` and `gone` its rest may still
 * come: a renamed file is read on while its writer keeps it open.
 */
export interface Break {
  readonly kind: 'opened' | 'rotated' | 'truncated' | 'gone' | 'gap' | 'idle' | 'end';
  readonly source: Source;
}

/** What a reader hands on. A promise returned by the taker is awaited before more is read (back-pressure). */
export type TakePiece = (piece: Chunk | Break) => void | Promise<void>;
