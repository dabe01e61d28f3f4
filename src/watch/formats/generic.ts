/**
 * Room 8, the format `generic`: the Alert itself as JSON. A parser reads back exactly the text of the log; the bytes are safe to be shown.
 * The same document goes to the standard input of a command.
 */
import { safeJson } from '../../views/index.ts';
import type { Alert } from '../alert.ts';
import { asGiven, type WebhookFormat } from './format.ts';

/** Fields may be added to it, none renamed or removed without a new number. */
export const ALERT_SCHEMA = 'ike-trace/alert/1';

/** `{"schema": "ike-trace/alert/1", ...the alert}` on one line. */
export function genericBody(alert: Alert): string {
  return safeJson({ schema: ALERT_SCHEMA, ...alert });
}

export const generic: WebhookFormat = { target: asGiven, body: genericBody };
