/**
 * Room 8, the format `slack`: an incoming webhook's message in Block Kit (docs.slack.dev: reference/block-kit). Also Mattermost and Rocket.Chat
 * read its `text`.
 *
 * Strangers write into the log: nobody may be mentioned and nothing be linked by what they write. Log text stands in `plain_text` objects, which
 * know neither markup nor mentions; in `text`, the fallback, `& < >` are escaped, so that `<!channel>` and `<https://...|...>` are words, and
 * `://` and the markup characters are broken up, as URLs become links even without `<`.
 */
import { safeJson, safeText } from '../../views/index.ts';
import type { Alert } from '../alert.ts';
import { cut, membersOf, subjectOf } from '../sinks/sink.ts';
import { asGiven, type WebhookFormat } from './format.ts';

const SIGNS = { error: '🔴', warning: '🟠', info: '🔵' } as const;
/** Slack's own bounds are 150 (header), 3000 (section), 2000 (field). Escaping may make text longer. */
const MAX_TITLE = 140;
const MAX_TEXT = 1000;
const MAX_FIELD = 300;
const MAX_LIST = 2000;
/** Connections of a group that are listed. */
const MAX_MEMBERS = 15;

/** `hxxp`-style: what would become a link is shown, and is none. */
const defang = (text: string) => text.replaceAll('://', '[:]//');
/** A text object that is no markup; each argument a line. Slack refuses an empty one. */
const plain = (length: number, ...lines: string[]) => ({
  type: 'plain_text',
  text: cut(lines.map((line) => defang(safeText(line))).join('\n'), length) || '-',
  emoji: false,
});

/** Text for mrkdwn in which nothing is markup, a mention or a link. */
function escapeMrkdwn(text: string): string {
  return defang(safeText(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`@#]/g, (character) => `${character}\u200b`);
}

function title(alert: Alert): string {
  if (alert.edge === 'recovered') return `🟢 recovered: ${subjectOf(alert)}`;
  const again = alert.edge === 'repeated' ? ` (${alert.count} times)` : '';
  return `${SIGNS[alert.severity]} ${alert.symptom}: ${subjectOf(alert)}${again}`;
}

function fields(alert: Alert): object[] {
  const pairs: [string, string | null][] = [
    ['cause', `${alert.cause} (${alert.certainty})`],
    ['gateway', alert.daemon.host],
    ['peer', alert.remote.host],
    ['identity', alert.remote.id],
    ['since', alert.downSince ?? alert.firstAt],
    ['downtime', alert.downtime === null ? null : `${Math.round(alert.downtime)} s`],
  ];
  return pairs.flatMap(([name, value]) => (value === null ? [] : [plain(MAX_FIELD, `${name}: ${value}`)]));
}

function slackBody(alert: Alert): string {
  const blocks: object[] = [
    { type: 'header', text: plain(MAX_TITLE, title(alert)) },
    { type: 'section', text: plain(MAX_TEXT, alert.summary), fields: fields(alert) },
  ];
  const members = membersOf(alert, MAX_MEMBERS);
  if (members.length > 0) blocks.push({ type: 'section', text: plain(MAX_LIST, ...members) });
  if (alert.edge !== 'recovered' && alert.fix.length > 0)
    blocks.push({ type: 'section', text: plain(MAX_TEXT, ...alert.fix.slice(0, 3)) });
  return safeJson({
    text: escapeMrkdwn(cut(`${title(alert)}. ${alert.summary}`, MAX_TEXT)),
    blocks,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  });
}

export const slack: WebhookFormat = { target: asGiven, body: slackBody };
