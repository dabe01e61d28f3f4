// The ways in that the corridor does not see: a file on disk, packed, damaged and cut short; and `ike-trace explain` with a line of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { complaintAboutText, NOW } from './check.mjs';

/** gzip as rotated logs are, one bit of it flipped or its end cut off. */
function packed({ bytes, file: { isPacked, damageAt, isCut } }) {
  if (!isPacked) return bytes;
  const zipped = gzipSync(bytes, { level: 1 });
  const at = Math.floor(damageAt * zipped.length);
  if (isCut) return zipped.subarray(0, at);
  zipped[at] ^= 1 << (at % 8);
  return zipped;
}

/** Reads the case from disk. Trouble with it is told by `report`, in the words of errors.ts; nothing is thrown, and the reading ends. */
export async function complaintAboutFile(program, given) {
  const directory = mkdtempSync(join(tmpdir(), 'ike-trace-fuzz-'));
  const path = join(directory, 'charon.log.1');
  try {
    writeFileSync(path, packed(given));
    const troubles = [];
    const pieces = [];
    const view = program.createView({
      format: 'json',
      write: (text) => void pieces.push(text),
      live: false,
      colour: false,
      width: 80,
      brief: true,
      failuresOnly: false,
      connection: null,
      peer: null,
      since: Number.NaN,
      until: Number.NaN,
    });
    const pipeline = program.createPipeline(
      program.patterns,
      { now: () => NOW, timezone: 'UTC' },
      {
        step: (step) => view.step(step),
        finding: (finding) => view.finding(finding),
      },
    );
    const reading = program.openSources([{ kind: 'file', path, stream: path }], pipeline.feed, {
      report: (error) => void troubles.push(error),
    });
    await reading.done;
    view.end(pipeline.end());
    const odd = troubles.find((error) => !/^source-(?:corrupt|binary)$/.test(error.code));
    if (odd !== undefined) return `file: ${odd.code} ${odd.message}`;
    const complaint = complaintAboutText({ kind: 'json', text: pieces.join('') });
    return complaint === null ? null : `file: ${complaint}`;
  } catch (thrown) {
    return `file: exception ${thrown?.stack ?? thrown}`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Asks what one line of the case means. The command writes on standard output, which is listened to meanwhile. */
export function complaintAboutCommand(program, { bytes, file }) {
  const text = bytes.toString('utf8');
  const at = Math.floor(file.damageAt * text.length);
  const line = text.slice(at, at + 300).split('\n')[0];
  const { write } = process.stdout;
  let said = '';
  try {
    process.stdout.write = (piece) => {
      said += piece;
      return true;
    };
    program.explain(line === '' ? 'x' : line, {});
  } catch (thrown) {
    return `explain: exception ${thrown?.stack ?? thrown} about ${JSON.stringify(line)}`;
  } finally {
    process.stdout.write = write;
  }
  const complaint = complaintAboutText({ kind: 'text', text: said });
  return complaint === null ? null : `explain: ${complaint}`;
}
