/**
 * Room 8, the format `alertmanager`: POST /api/v2/alerts of Prometheus' Alertmanager (its api/v2/openapi.yaml).
 *
 * Alertmanager knows an alert by its labels, so every edge must have the same: only what an alert's `id` stands for is a label; address, identity
 * and count, which may change from edge to edge, are annotations. An alert without an end would be resolved after `resolve_timeout` (five
 * minutes), as Prometheus sends its alerts again and again; ours has its end in the far future until it is `recovered`.
 */
import { createHash } from 'node:crypto';
import { safeJson, safeText } from '../../views/index.ts';
import type { Alert } from '../alert.ts';
import { cut, instantOf, membersOf, subjectOf } from '../sinks/sink.ts';
import type { WebhookFormat } from './format.ts';

/** An alert of which nothing more is heard, not even by repetition, ends after this. */
const DEFAULT_LAPSE_MS = 7 * 24 * 3600e3;
const MAX_LABEL = 200;
const MAX_ANNOTATION = 2000;
const MAX_EVIDENCE = 8;
/** Connections of a group that are listed. */
const MAX_MEMBERS = 25;
const API = '/api/v2/alerts';

/** Alertmanager hands text unescaped to its own receivers, for some of which `<` begins a mention, a link or a tag. */
const harmless = (text: string, length: number) =>
  cut(safeText(text).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆'), length);

/** Only what is known: an empty label is no label. A list becomes lines. */
function known(pairs: readonly (readonly [string, string | null | readonly string[]])[], length: number): object {
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => {
      const lines = value === null ? [] : typeof value === 'string' ? [value] : value;
      const text = cut(lines.map((line) => harmless(line, length)).join('\n'), length);
      return text === '' ? [] : [[name, text]];
    }),
  );
}

/** Two long ids must not become one by being cut. */
const idLabel = (id: string) => (id.length <= MAX_LABEL ? id : createHash('sha256').update(id).digest('hex'));

const labelsOf = (alert: Alert) =>
  known(
    [
      ['alertname', 'IkeTrace'],
      ['alert_id', idLabel(alert.id)],
      ['severity', alert.severity],
      ['cause', alert.cause],
      ['connection', alert.connection],
      ['gateway', alert.daemon.host],
    ],
    MAX_LABEL,
  );

const annotationsOf = (alert: Alert) =>
  known(
    [
      ['title', `${alert.symptom}: ${subjectOf(alert)}`],
      ['summary', alert.summary],
      ['symptom', alert.symptom],
      ['certainty', alert.certainty],
      ['peer', alert.remote.host],
      ['identity', alert.remote.id],
      ['fix', alert.fix],
      ['evidence', alert.evidence.slice(0, MAX_EVIDENCE).map((e) => `${e.source}:${e.line}  ${e.text}`)],
      ['connections', membersOf(alert, MAX_MEMBERS)],
      ['count', String(alert.count)],
      ['down_since', alert.downSince],
      ['downtime', alert.downtime === null ? null : `${Math.round(alert.downtime)} s`],
    ],
    MAX_ANNOTATION,
  );

/** Alertmanager refuses what ends before it starts, and clocks of logs run back. */
function timesOf(alert: Alert, now: number, lapse: number): { startsAt: string; endsAt: string } {
  const at = instantOf(alert.at, now);
  const startsAt = instantOf(alert.firstAt, at);
  const endsAt = alert.edge === 'recovered' ? at : Math.max(at, now) + lapse;
  return { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(Math.max(startsAt, endsAt)).toISOString() };
}

/** `lapse`: after how many milliseconds without news an alert ends by itself. */
export function createAlertmanagerFormat(lapse = DEFAULT_LAPSE_MS): WebhookFormat {
  return {
    target(url) {
      const path = url.pathname.replace(/\/+$/, '');
      return path.endsWith(API) ? url : new URL(`${path}${API}${url.search}`, url);
    },
    body: (alert, now) =>
      safeJson([{ labels: labelsOf(alert), annotations: annotationsOf(alert), ...timesOf(alert, now, lapse) }]),
  };
}
