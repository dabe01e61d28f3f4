/**
 * `ike-trace watch`: follows logs for months and alerts once when something breaks, once when it works again. Signals, the state directory and the clock are
 * here; what is done with a piece of a log is in watch/corridor.ts.
 */
import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { OperationalError } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  createFailureLog,
  createStateFile,
  lockDirectory,
  type WatchConfig,
  type WatchServer,
} from '../watch/index.ts';
import { loadPatterns } from './read.ts';
import type { WatchState } from './watch/corridor.ts';
import { createNotify, type Notify } from './watch/notify.ts';
import { checkParts, type Run, startRun } from './watch/run.ts';
import { createOnlookers } from './watch/serve.ts';
import { readSettings, type WatchFlags } from './watch/settings.ts';

/** The one timer: the clock of alerting, of saving and of systemd's watchdog. */
const TICK_MS = 1000;
/** Whatever hangs, the process ends within five seconds of being asked to. */
const STOP_WITHIN_MS = 4500;

interface Store {
  readonly before: WatchState | null;
  save(state: WatchState): void;
  close(): void;
}

function openStore(directory: string | null, log: Log): Store {
  if (directory === null) return { before: null, save: () => undefined, close: () => undefined };
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new OperationalError('state-unwritable', `${directory} cannot be made`, directory, thrown);
  }
  const release = lockDirectory(directory);
  const file = createStateFile<WatchState>(directory, log.note, Date.now);
  let isFailing = false;
  return {
    before: file.load(),
    save(state) {
      try {
        file.save(state);
        isFailing = false;
      } catch (thrown) {
        // A full disk must not stop the alerts; it is said once, until it works again.
        if (!(thrown instanceof OperationalError)) throw thrown;
        if (!isFailing) log.problem(thrown);
        isFailing = true;
      }
    },
    close: release,
  };
}

/** What a reload cannot change while logs are being read. */
const fixedParts = ({ sources, state, listen, dialect, timezone, patterns, history, failureLines }: WatchConfig) => ({
  sources,
  state,
  listen,
  dialect,
  timezone,
  patterns,
  history,
  failureLines,
});

async function reload(run: Run, now: WatchConfig, read: () => WatchConfig, log: Log): Promise<WatchConfig> {
  try {
    const next = read();
    checkParts(next);
    const taken = { ...next, ...fixedParts(now) };
    await run.configure(taken);
    if (!isDeepStrictEqual(fixedParts(next), fixedParts(now)))
      log.note('of the configuration, alerts and sinks were read anew; the rest takes effect with the next start');
    else log.note('the configuration was read anew');
    return taken;
  } catch (thrown) {
    if (!(thrown instanceof OperationalError)) throw thrown;
    log.problem(thrown);
    log.note('the configuration stays as it was');
    return now;
  }
}

/** Resolves to true when asked to end, to false when every source has ended by itself. */
async function untilEnd(run: Run, reloadNow: () => Promise<void>, notify: Notify): Promise<boolean> {
  let isAsked = false;
  let reloading: Promise<void> = Promise.resolve();
  const asked = new Promise<void>((resolve) => {
    const stop = () => {
      isAsked = true;
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
  const onHangup = () => {
    reloading = reloading.then(reloadNow);
    reloading.catch(() => undefined);
  };
  process.on('SIGHUP', onHangup);
  const timer = setInterval(() => {
    run.tick();
    notify.alive(Date.now());
  }, TICK_MS);
  try {
    await Promise.race([run.done, asked]);
    await reloading;
  } finally {
    clearInterval(timer);
    process.off('SIGHUP', onHangup);
  }
  return isAsked;
}

/** Watches until asked to end. Resolves to the exit status: 0, or 2 when nothing could be read. */
export async function watch(paths: readonly string[], flags: WatchFlags, log: Log): Promise<number> {
  const read = () => readSettings(paths, flags, process.env);
  let config = read();
  const patterns = loadPatterns(config.patterns);
  checkParts(config);
  if (flags.checkConfig === true) {
    process.stderr.write('ike-trace: the configuration is in order\n');
    return 0;
  }
  const store = openStore(config.state, log);
  const notify = createNotify(process.env, log.note);
  const onlookers = createOnlookers(Date.now);
  const failures = config.failureLines ? createFailureLog() : null;
  let problems = 0;
  let server: WatchServer | null = null;
  try {
    const run = await startRun({
      config,
      patterns,
      before: store.before,
      save: store.save,
      report: (error, name) => {
        problems++;
        log.problem(error, name);
      },
      note: log.note,
      onlookers: {
        step(step) {
          onlookers.step(step);
          failures?.step(step);
        },
        finding(finding) {
          onlookers.finding(finding);
          failures?.finding(finding);
        },
        alert: onlookers.alert,
      },
      now: Date.now,
    });
    if (config.listen !== null) server = await onlookers.serve(run, config.listen, log.problem);
    notify.say('READY=1');
    const isAsked = await untilEnd(
      run,
      async () => {
        config = await reload(run, config, read, log);
      },
      notify,
    );
    notify.say('STOPPING=1');
    const guard = setTimeout(() => process.exit(0), STOP_WITHIN_MS);
    await (isAsked ? run.stop() : run.finish());
    await server?.stop();
    clearTimeout(guard);
    return !isAsked && problems > 0 && run.sources().every((source) => Number.isNaN(source.lastLineAt)) ? 2 : 0;
  } finally {
    store.close();
  }
}
