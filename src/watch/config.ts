/**
 * Room 8: the configuration of the watcher. The text of a YAML file enters; a checked and frozen configuration leaves, or everything that is wrong with the
 * file, each with line and column. Secrets may stand in files or in the environment instead.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, type Node, parseDocument } from 'yaml';
import { OperationalError, systemCode } from '../errors.ts';
import { DIALECTS, type DialectName } from '../lines/index.ts';
import { SEVERITIES, type Severity } from '../triage/index.ts';
import { type Complain, judge, type Shape, type Value } from './config-shape.ts';
import { GROUP_BY, type GroupingOptions } from './group.ts';
import { WEBHOOK_FORMATS, type WebhookFormatName } from './sinks/webhook.ts';
import type { AlertingOptions } from './telling.ts';

export type SourceConfig =
  | { readonly kind: 'follow'; readonly path: string }
  | { readonly kind: 'journal'; readonly unit: string | null }
  | { readonly kind: 'stdin' };

export type SinkConfig =
  | { readonly kind: 'log'; readonly name: string }
  | {
      readonly kind: 'webhook';
      readonly name: string;
      readonly url: string;
      readonly format: WebhookFormatName;
      readonly headers: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'command'; readonly name: string; readonly argv: readonly string[] };

export interface WatchConfig {
  readonly sources: readonly SourceConfig[];
  /** Directory of what survives a restart; null for none. */
  readonly state: string | null;
  /** What may wait for each sink, in memory or on disk. */
  readonly spool: SpoolBounds;
  /** ADDRESS:PORT, or null. */
  readonly listen: string | null;
  readonly dialect: DialectName | null;
  readonly timezone: string | null;
  readonly patterns: readonly string[];
  readonly alerts: AlertingOptions;
  /** What is in a log before the watcher first sees it: learned quietly, or told. */
  readonly history: 'quiet' | 'tell';
  readonly sinks: readonly SinkConfig[];
  /** A line on standard output for each failed attempt, beside the alerts: for fail2ban. */
  readonly failureLines: boolean;
}

const TEXT: Shape = { kind: 'text' };
const DURATION: Shape = { kind: 'duration' };
const TEXTS: Shape = { kind: 'list', of: TEXT };

const SHAPE: Shape = {
  kind: 'map',
  keys: {
    sources: {
      kind: 'list',
      of: { kind: 'map', keys: { follow: TEXT, journal: { kind: 'textOrTrue' }, stdin: { kind: 'switch' } } },
    },
    state: TEXT,
    spool: { kind: 'map', keys: { alerts: { kind: 'count' }, size: { kind: 'size' }, age: DURATION } },
    listen: TEXT,
    'failure-lines': { kind: 'switch' },
    dialect: { kind: 'choice', of: Object.keys(DIALECTS) },
    timezone: TEXT,
    patterns: TEXTS,
    alerts: {
      kind: 'map',
      keys: {
        severity: { kind: 'choice', of: SEVERITIES },
        grace: DURATION,
        interval: DURATION,
        calm: DURATION,
        'per-minute': { kind: 'count' },
        expect: TEXTS,
        'expect-grace': DURATION,
        history: { kind: 'choice', of: ['quiet', 'tell'] },
        group: {
          kind: 'map',
          keys: { by: { kind: 'choice', of: GROUP_BY }, window: DURATION, from: { kind: 'count' } },
        },
      },
    },
    sinks: {
      kind: 'list',
      of: {
        kind: 'map',
        keys: {
          log: { kind: 'map', keys: { name: TEXT } },
          webhook: {
            kind: 'map',
            keys: {
              name: TEXT,
              url: TEXT,
              'url-file': TEXT,
              'url-env': TEXT,
              format: { kind: 'choice', of: WEBHOOK_FORMATS },
              token: TEXT,
              'token-file': TEXT,
              'token-env': TEXT,
              headers: { kind: 'texts' },
            },
          },
          command: { kind: 'map', keys: { name: TEXT, argv: TEXTS } },
        },
      },
    },
  },
};

export const ALERTING_DEFAULTS: AlertingOptions = {
  severity: 'error',
  grace: 0,
  interval: 3_600_000,
  calm: 3_600_000,
  perMinute: 30,
  expect: [],
  expectGrace: 60_000,
  group: { by: 'cause', window: 30_000, from: 3 },
};

/** The most alerts, the most UTF-16 units of their JSON, and how many milliseconds one may wait; an age of 0 is none. */
export interface SpoolBounds {
  readonly maxAlerts: number;
  readonly maxSize: number;
  readonly maxAge: number;
}
export const SPOOL_DEFAULTS: SpoolBounds = { maxAlerts: 1000, maxSize: 8 << 20, maxAge: 0 };

/** Where secrets come from. */
export interface Surroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  readFile(path: string): string;
}

export const SYSTEM: Surroundings = { environment: process.env, readFile: (path) => readFileSync(path, 'utf8') };

type Table = Map<string, Value>;
const text = (table: Table, key: string): string | null => (table.get(key) as string | undefined) ?? null;
const list = <T extends Value>(table: Table, key: string): readonly T[] => (table.get(key) as T[] | undefined) ?? [];

/** Takes complaints that have no node of their own. */
type Refuse = (path: readonly (string | number)[], sentence: string) => void;

/** `KEY`, `KEY-file` or `KEY-env`: the value, without the line end that editors leave. */
function secret(
  table: Table,
  key: string,
  path: readonly (string | number)[],
  around: Surroundings & { base: string },
  refuse: Refuse,
): string | null {
  const given = [key, `${key}-file`, `${key}-env`].filter((name) => table.has(name));
  if (given.length > 1) refuse([...path, given[1]!], `${given.join(' and ')} say the same thing: give one`);
  const [first] = given;
  if (first === undefined || first === key) return text(table, key);
  const where = text(table, first)!;
  if (first.endsWith('-env')) {
    const value = around.environment[where];
    if (value === undefined || value === '') refuse([...path, first], `the environment has no variable ${where}`);
    return value ?? null;
  }
  try {
    return around.readFile(resolve(around.base, where)).trim();
  } catch (thrown) {
    refuse([...path, first], `${where} cannot be read (${systemCode(thrown) || 'unknown'})`);
    return null;
  }
}

function sourceOf(table: Table, at: number, refuse: Refuse): SourceConfig[] {
  const [kind, ...others] = [...table.keys()];
  if (kind === undefined || others.length > 0) {
    refuse(['sources', at], 'a source is one of follow, journal or stdin');
    return [];
  }
  if (kind === 'follow') return [{ kind, path: text(table, kind)! }];
  const value = table.get(kind);
  if (kind === 'journal') return [{ kind, unit: value === true ? null : (value as string) }];
  return value === true ? [{ kind: 'stdin' }] : [];
}

function sinkOf(table: Table, at: number, around: Surroundings & { base: string }, refuse: Refuse): SinkConfig[] {
  const [kind, ...others] = [...table.keys()];
  if (kind === undefined || others.length > 0) {
    refuse(['sinks', at], 'a sink is one of log, webhook or command');
    return [];
  }
  const own = table.get(kind) as Table;
  const name = text(own, 'name') ?? (at === 0 ? kind : `${kind}-${at + 1}`);
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name))
    refuse(['sinks', at, kind, 'name'], 'a name has a-z, 0-9, - and _ only');
  if (kind === 'log') return [{ kind, name }];
  if (kind === 'command') {
    const argv = list<string>(own, 'argv');
    if (argv.length === 0) refuse(['sinks', at, kind], 'a command needs argv, the program and its arguments');
    return [{ kind, name, argv }];
  }
  const path = ['sinks', at, kind];
  const url = secret(own, 'url', path, around, refuse);
  if (url === null || !URL.canParse(url) || !/^https?:/.test(url)) {
    refuse(path, 'a webhook needs an url (or url-file, url-env) that begins with http:// or https://');
    return [];
  }
  const token = secret(own, 'token', path, around, refuse);
  const headers = new Map((own.get('headers') as Map<string, string> | undefined) ?? []);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const format = (text(own, 'format') ?? 'generic') as WebhookFormatName;
  return [{ kind: 'webhook', name, url, format, headers }];
}

function alertsOf(table: Table): AlertingOptions {
  const number = (key: string, otherwise: number) => (table.get(key) as number | undefined) ?? otherwise;
  const d = ALERTING_DEFAULTS;
  const group = (table.get('group') as Table | undefined) ?? new Map<string, Value>();
  return {
    severity: (text(table, 'severity') ?? d.severity) as Severity,
    grace: number('grace', d.grace),
    interval: number('interval', d.interval),
    calm: number('calm', d.calm),
    perMinute: number('per-minute', d.perMinute),
    expect: list<string>(table, 'expect'),
    expectGrace: number('expect-grace', d.expectGrace),
    group: {
      by: (text(group, 'by') ?? d.group.by) as GroupingOptions['by'],
      window: (group.get('window') as number | undefined) ?? d.group.window,
      from: (group.get('from') as number | undefined) ?? d.group.from,
    },
  };
}

function spoolOf(table: Table): SpoolBounds {
  const number = (key: string, otherwise: number) => (table.get(key) as number | undefined) ?? otherwise;
  const { maxAlerts, maxSize, maxAge } = SPOOL_DEFAULTS;
  return { maxAlerts: number('alerts', maxAlerts), maxSize: number('size', maxSize), maxAge: number('age', maxAge) };
}

/**
 * In: the text of the file and its path, for complaints and for paths relative to it. Out: the configuration. Throws OperationalError `config-invalid`, whose
 * message has one line for each complaint.
 */
export function parseConfig(yaml: string, path: string, around: Surroundings = SYSTEM): WatchConfig {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const complaints: { readonly offset: number; readonly sentence: string }[] = [];
  const complain: Complain = (node, sentence) => complaints.push({ offset: node?.range?.[0] ?? 0, sentence });
  const refuse: Refuse = (where, sentence) => complain((document.getIn(where, true) ?? null) as Node | null, sentence);
  for (const { pos, message } of [...document.errors, ...document.warnings])
    complaints.push({ offset: pos[0], sentence: message });
  const judged =
    complaints.length > 0 || document.contents === null
      ? new Map()
      : judge(document.contents as Node, SHAPE, '', complain);
  const table: Table = judged instanceof Map ? judged : new Map();
  const surroundings = { ...around, base: dirname(resolve(path)) };
  const alerts = (table.get('alerts') as Table | undefined) ?? new Map<string, Value>();
  const config: WatchConfig = {
    sources: list<Table>(table, 'sources').flatMap((one, i) => sourceOf(one, i, refuse)),
    state: text(table, 'state'),
    spool: spoolOf((table.get('spool') as Table | undefined) ?? new Map<string, Value>()),
    listen: text(table, 'listen'),
    dialect: text(table, 'dialect') as DialectName | null,
    timezone: text(table, 'timezone'),
    patterns: list<string>(table, 'patterns'),
    alerts: alertsOf(alerts),
    history: (text(alerts, 'history') ?? 'quiet') as WatchConfig['history'],
    sinks: list<Table>(table, 'sinks').flatMap((one, i) => sinkOf(one, i, surroundings, refuse)),
    failureLines: table.get('failure-lines') === true,
  };
  if (complaints.length > 0) {
    const said = complaints
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, sentence }) => {
        const { line, col } = lines.linePos(offset);
        return `${path}:${line}:${col}: ${sentence}`;
      });
    throw new OperationalError('watch-config-invalid', said.join('\n'), path);
  }
  return Object.freeze(config);
}

/** Reads a configuration file. Throws OperationalError `config-missing` or `config-invalid`. */
export function readConfig(path: string, around: Surroundings = SYSTEM): WatchConfig {
  let yaml: string;
  try {
    yaml = around.readFile(path);
  } catch (thrown) {
    throw new OperationalError(
      'watch-config-missing',
      `${path} cannot be read (${systemCode(thrown) || 'unknown'})`,
      path,
      thrown,
    );
  }
  return parseConfig(yaml, path, around);
}
