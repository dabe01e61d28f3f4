/**
 * Reads the file of `--config` with what it includes, and the ipsec.secrets beside an ipsec.conf. The room configuration/ makes sense of the texts.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type Configuration, type Include, readConfiguration, type SourceText } from '../configuration/index.ts';
import { OperationalError, systemCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { expand } from './glob.ts';

/** Bounds of what is read: one file, and all of them. A gateway with ten thousand connections has a few megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL = 64 * 1024 * 1024;
const MAX_FILES = 10_000;

/** Mistakes that are told one by one. */
const MOST_TOLD = 5;

/** A text, or why there is none: Node's code, or what it is instead. */
type Read = { readonly text: string } | { readonly why: string };

const SAID: { readonly [code: string]: string } = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a directory',
};

function readText(path: string): Read {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { why: stat.isDirectory() ? 'is a directory' : 'is no regular file' };
    if (stat.size > MAX_BYTES) return { why: `is larger than ${MAX_BYTES / 1024 / 1024} MiB` };
    return { text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === '') throw thrown;
    return { why: SAID[code] ?? `cannot be read (${code})` };
  }
}

/** What reads included files. Patterns without a match are none of our business, as strongSwan passes over them, too. */
function createInclude(): Include {
  let files = 0;
  let bytes = 0;
  return (pattern, from) => {
    const texts: SourceText[] = [];
    let problem: string | null = null;
    for (const name of expand(isAbsolute(pattern) ? pattern : join(dirname(from), pattern))) {
      if (files >= MAX_FILES || bytes >= MAX_TOTAL) {
        problem = `more than ${MAX_FILES} files or ${MAX_TOTAL / 1024 / 1024} MiB are included; the rest is not read`;
        break;
      }
      const read = readText(name);
      if ('why' in read) {
        // strongSwan passes over what is not there.
        if (read.why !== SAID.ENOENT) problem = `${name} ${read.why}`;
        continue;
      }
      files++;
      bytes += read.text.length;
      texts.push({ name, text: read.text });
    }
    return { texts, problem };
  };
}

/** The secrets that belong to an ipsec.conf, when this user may read them. */
function secretsBeside(path: string): SourceText | null {
  const name = join(
    dirname(path),
    basename(path) === 'ipsec.conf' ? 'ipsec.secrets' : basename(path).replace(/\.conf$/, '.secrets'),
  );
  const read = name === path ? { why: 'is the file itself' } : readText(name);
  return 'text' in read ? { name, text: read.text } : null;
}

/**
 * In: the path of swanctl.conf or ipsec.conf. Out: the configuration; its mistakes are told on standard error.
 * Throws OperationalError `config-unreadable` for a file that cannot be read or is of neither format.
 */
export function loadConfiguration(path: string, log: Log): Configuration {
  const read = readText(path);
  if ('why' in read) throw new OperationalError('config-unreadable', `${path} ${read.why}`);
  const configuration = readConfiguration({ name: path, text: read.text }, createInclude(), secretsBeside(path));
  if (configuration === null)
    throw new OperationalError('config-unreadable', `${path} is neither a swanctl.conf nor an ipsec.conf`);
  for (const { place, message, isMistake } of configuration.problems.slice(0, MOST_TOLD)) {
    const said = `${place.file}:${place.line}:${place.column}: ${message}`;
    if (isMistake) log.problem(new OperationalError('config-invalid', said), path);
    else log.note(said);
  }
  const more = configuration.problems.length - MOST_TOLD;
  if (more > 0) log.note(`${path} has ${more} more such lines`);
  if (configuration.connections.length === 0) log.note(`${path} has no connections`);
  return configuration;
}
