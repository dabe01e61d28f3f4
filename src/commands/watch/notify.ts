/**
 * Tells systemd how the watcher is (sd_notify(3)). Node has no datagram sockets of the local domain, so systemd-notify speaks for us: a unit needs
 * NotifyAccess=all.
 */
import { spawn } from 'node:child_process';

export interface Notify {
  /** `READY=1`, `STOPPING=1`, `RELOADING=1`: one assignment. */
  say(assignment: string): void;
  /** Call often: keeps the watchdog quiet, as long as it is called. */
  alive(clock: number): void;
}

/** In: the environment that systemd gives, and how to say once that the program is missing. */
export function createNotify(environment: NodeJS.ProcessEnv, note: (sentence: string) => void): Notify {
  const { NOTIFY_SOCKET, WATCHDOG_USEC } = environment;
  const isOn = NOTIFY_SOCKET !== undefined && NOTIFY_SOCKET !== '';
  const watchdog = Number(WATCHDOG_USEC ?? 0) / 1000;
  let saidAt = Number.NEGATIVE_INFINITY;
  let hasFailed = false;

  function say(assignment: string): void {
    if (!isOn) return;
    const child = spawn('systemd-notify', [assignment], { stdio: 'ignore' });
    child.on('error', () => {
      if (!hasFailed) note('systemd-notify cannot be run, so systemd is not told how the watcher is');
      hasFailed = true;
    });
    child.unref();
  }

  return {
    say,
    alive(clock) {
      // A third of the time, as a process has to be started for it.
      if (!isOn || !(watchdog > 0) || clock - saidAt < watchdog / 3) return;
      saidAt = clock;
      say('WATCHDOG=1');
    },
  };
}
