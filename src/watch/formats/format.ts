/**
 * Room 8: a webhook's format: an alert becomes the body of a request. Pure; text is made safe for the receiver here.
 */
import type { Alert } from '../alert.ts';

export interface WebhookFormat {
  /** Where the request goes, given the URL of the configuration. */
  target(url: URL): URL;
  /** The JSON to post. `now` is milliseconds since 1970 UTC. */
  body(alert: Alert, now: number): string;
}

/** The URL as it was given. */
export const asGiven = (url: URL): URL => url;
