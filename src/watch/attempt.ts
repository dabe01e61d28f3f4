/**
 * Room 8: one attempt to deliver one alert, with its time-out. It always ends, whatever the sink does.
 */
import type { Alert } from './alert.ts';
import { DeliveryFailure, type Sink } from './sinks/sink.ts';

/** How long a sink that was told to give up may take to do so. */
const LEAVE_MS = 3000;

/** What a sink threw, as a failure. What it should not have thrown is a mistake of ours: trying again would repeat it for ever. */
function failureOf(thrown: unknown): DeliveryFailure {
  if (thrown instanceof DeliveryFailure) return thrown;
  return new DeliveryFailure(`internal error: ${thrown instanceof Error ? thrown.message : String(thrown)}`, true);
}

/**
 * Resolves with null when the alert was delivered, else with why not; never rejects. `controller` is aborted after `timeout` milliseconds, or by
 * the caller earlier; a sink that does not heed that is left behind after LEAVE_MS.
 */
export function attempt(
  sink: Sink,
  alert: Alert,
  controller: AbortController,
  timeout: number,
): Promise<DeliveryFailure | null> {
  return new Promise((resolve) => {
    let leave: NodeJS.Timeout | null = null;
    const late = setTimeout(() => controller.abort(), timeout);
    const finish = (failure: DeliveryFailure | null) => {
      clearTimeout(late);
      if (leave !== null) clearTimeout(leave);
      resolve(failure);
    };
    controller.signal.addEventListener('abort', () => {
      leave = setTimeout(() => finish(new DeliveryFailure('it did not end in time', false)), LEAVE_MS);
    });
    // In an async function, so that a throw before the first await is a rejection as well.
    const deliver = async () => sink.deliver(alert, controller.signal);
    deliver().then(
      () => finish(null),
      (thrown: unknown) => finish(failureOf(thrown)),
    );
  });
}
