/**
 * What the watcher is to do: its flags and its file become one configuration. Flags that say the same as the file take its place; lists are joined.
 */
import { readFileSync } from 'node:fs';
import { OperationalError } from '../../errors.ts';
import { DIALECTS, isDialect } from '../../lines/index.ts';
import { SEVERITIES, type Severity } from '../../triage/index.ts';
import {
  ALERTING_DEFAULTS,
  type AlertingOptions,
  parseDuration,
  parseListen,
  readConfig,
  type SinkConfig,
  type SourceConfig,
  SPOOL_DEFAULTS,
  type WatchConfig,
  WEBHOOK_FORMATS,
} from '../../watch/index.ts';

/** Flags as the command line gives them (commander's names). */
export interface WatchFlags {
  readonly follow?: readonly string[];
  readonly journal?: string | true;
  readonly config?: string;
  readonly checkConfig?: boolean;
  readonly webhook?: readonly string[];
  readonly webhookFormat?: string;
  readonly command?: readonly string[];
  readonly state?: string;
  readonly listen?: string;
  readonly expect?: readonly string[];
  readonly severity?: string;
  readonly grace?: string;
  readonly interval?: string;
  readonly tellHistory?: boolean;
  readonly failureLines?: boolean;
  readonly dialect?: string;
  readonly timezone?: string;
  readonly patterns?: readonly string[];
}

const NOTHING: WatchConfig = {
  sources: [],
  state: null,
  spool: SPOOL_DEFAULTS,
  listen: null,
  dialect: null,
  timezone: null,
  patterns: [],
  alerts: ALERTING_DEFAULTS,
  history: 'quiet',
  sinks: [],
  failureLines: false,
};

function usage(message: string): never {
  throw new OperationalError('usage', message);
}

function pick<T extends string>(given: string | undefined, names: readonly T[], what: string, otherwise: T): T {
  if (given === undefined) return otherwise;
  return names.find((name) => name === given) ?? usage(`${what} ${given} is not known; there are ${names.join(', ')}`);
}

const duration = (given: string | undefined, what: string, otherwise: number): number =>
  given === undefined
    ? otherwise
    : (parseDuration(given) ?? usage(`${what} ${given} is not a duration; write 30s, 5m or 1h`));

function sourcesOf(paths: readonly string[], flags: WatchFlags): SourceConfig[] {
  const files = [...(flags.follow ?? []), ...paths].map(
    (path): SourceConfig => (path === '-' ? { kind: 'stdin' } : { kind: 'follow', path }),
  );
  if (flags.journal === undefined) return files;
  return [...files, { kind: 'journal', unit: flags.journal === true ? null : flags.journal }];
}

function sinksOf(flags: WatchFlags): SinkConfig[] {
  const format = pick(flags.webhookFormat, WEBHOOK_FORMATS, 'webhook format', 'generic');
  const name = (kind: string, i: number) => (i === 0 ? kind : `${kind}-flag-${i + 1}`);
  return [
    ...(flags.webhook ?? []).map((url, i): SinkConfig => {
      if (!URL.canParse(url) || !/^https?:/.test(url))
        usage('--webhook needs an URL that begins with http:// or https://');
      return { kind: 'webhook', name: name('webhook', i), url, format, headers: new Map() };
    }),
    ...(flags.command ?? []).map(
      (program, i): SinkConfig => ({ kind: 'command', name: name('command', i), argv: [program] }),
    ),
  ];
}

function alertsOf(flags: WatchFlags, file: AlertingOptions): AlertingOptions {
  return {
    ...file,
    severity: pick<Severity>(flags.severity, SEVERITIES, 'severity', file.severity),
    grace: duration(flags.grace, '--grace', file.grace),
    interval: duration(flags.interval, '--interval', file.interval),
    expect: [...new Set([...file.expect, ...(flags.expect ?? [])])],
  };
}

function refuseTwice(config: WatchConfig): void {
  const seen = new Set<string>();
  for (const source of config.sources) {
    const key = JSON.stringify(source);
    if (seen.has(key)) usage(`${source.kind === 'follow' ? source.path : source.kind} is to be watched twice`);
    seen.add(key);
  }
  const names = new Set<string>();
  for (const { name } of config.sinks) {
    if (names.has(name)) usage(`two sinks have the name ${name}`);
    names.add(name);
  }
}

/**
 * In: paths and flags of the command line, and the environment. Reads the file of --config. Out: the configuration. Throws OperationalError `usage`,
 * `config-missing` or `config-invalid`.
 */
export function readSettings(
  paths: readonly string[],
  flags: WatchFlags,
  environment: { readonly [name: string]: string | undefined },
): WatchConfig {
  const around = { environment, readFile: (path: string) => readFileSync(path, 'utf8') };
  const file = flags.config === undefined ? NOTHING : readConfig(flags.config, around);
  const { dialect } = flags;
  if (dialect !== undefined && !isDialect(dialect))
    usage(`dialect ${dialect} is not known; there are ${Object.keys(DIALECTS).join(', ')}`);
  const own = sinksOf(flags);
  const sinks = [...file.sinks, ...own];
  const config: WatchConfig = {
    sources: [...file.sources, ...sourcesOf(paths, flags)],
    // systemd makes this directory for a unit with StateDirectory=.
    state: flags.state ?? file.state ?? environment.STATE_DIRECTORY ?? null,
    spool: file.spool,
    listen: flags.listen ?? file.listen,
    dialect: dialect ?? file.dialect,
    timezone: flags.timezone ?? file.timezone,
    patterns: [...file.patterns, ...(flags.patterns ?? [])],
    alerts: alertsOf(flags, file.alerts),
    history: flags.tellHistory === true ? 'tell' : file.history,
    failureLines: flags.failureLines ?? file.failureLines,
    // A file that names sinks means these; else alerts are on standard output, too.
    sinks: file.sinks.length > 0 ? sinks : [{ kind: 'log', name: 'log' }, ...sinks],
  };
  if (config.sources.length === 0) usage('there is nothing to watch: give a log, --journal, or a file with sources');
  if (config.listen !== null) parseListen(config.listen);
  refuseTwice(config);
  return Object.freeze(config);
}
