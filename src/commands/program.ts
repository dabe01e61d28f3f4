/**
 * The command line: its options, its commands and its help. In: the words behind the program's name. Out: the exit status of the work that they ask for.
 */
import { Command, CommanderError } from 'commander';
import { OperationalError } from '../errors.ts';
import { DIALECTS } from '../lines/index.ts';
import type { Log } from '../log.ts';
import { DUMPS, type Flags, readOptions } from '../options.ts';
import { FORMATS } from '../views/index.ts';
import { trace } from './trace.ts';
import { version } from './version.ts';
import type { WatchFlags } from './watch/settings.ts';

/** A command's work. Resolves to the exit status. */
type Work = (log: Log) => Promise<number>;

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value];

/** Names of a table, for help. */
const namesOf = (table: object) => Object.keys(table).join(', ');

const EXAMPLES = `
Examples:
  journalctl -f | ike-trace                      live, from the journal's text
  ike-trace /var/log/syslog /var/log/charon.log.2.gz
  ike-trace --follow /var/log/charon.log         like tail -F
  ike-trace --journal strongswan --failures      what the journal of a unit holds
  ike-trace --config /etc/swanctl/swanctl.conf charon.log
  ike-trace moon.log --peer-log sun.log          both ends: what one cannot know the other proves
  ike-trace -o json charon.log | jq .findings

Exit status: 0 no failure found, 1 at least one finding of severity error, 2 could not run.`;

const WATCH_EXAMPLES = `
Examples:
  ike-trace watch --follow /var/log/charon.log --webhook https://hooks.example.org/vpn
  ike-trace watch --journal strongswan --state /var/lib/ike-trace --expect home
  journalctl -f -o json | ike-trace watch -
  ike-trace watch --config /etc/ike-trace.yaml --check-config

Alerts are JSON lines on standard output, unless the file names other sinks. Exit status: 0 when asked to end (SIGTERM), 2 could not run.`;

/** The command line. The action stores the work instead of doing it, so that parsing has no effects. */
function createProgram(todo: (work: Work) => void): Command {
  const program = new Command('ike-trace')
    .description("Reads strongSwan charon's log, builds a timeline per connection and says why a negotiation failed.")
    .version(version())
    .argument('[log...]', 'log files, rotated sets or directories; - or nothing for standard input')
    .option('-o, --output <format>', `how to show it: ${namesOf(FORMATS)}`, 'text')
    .option('-f, --follow', 'keep reading; rotation, truncation and late files are handled')
    .option('--journal [unit]', 'read the systemd journal (with every field), of one unit or of all that is charon')
    .option('--peer-log <log>', "the other end's log of the same tunnels: both are joined (again for more)", collect)
    .option('--connection <name>', 'only this connection')
    .option('--peer <address>', 'only connections with this peer address or identity')
    .option('--since <time>', 'only what happened after: 2026-11-23T03:00, 03:00 or -2h')
    .option('--until <time>', 'only what happened before')
    .option('--failures', 'only what failed')
    .option('--dialect <name>', `the log's format, where it is not recognised: ${namesOf(DIALECTS)}`)
    .option('--year <year>', 'year of the last line, where the log has none')
    .option('--timezone <zone>', 'time zone of a log that has none: Europe/Berlin, UTC, +02:00')
    .option('--patterns <dir>', 'further pattern files (again for more)', collect)
    .option('--config <file>', 'swanctl.conf or ipsec.conf of this side: findings name the line to change')
    .option('--brief', 'JSON without lines and events')
    .option('--stats', 'say on standard error how much was read and recognised')
    .option('--dump <what>', `print what a room delivers instead of a report: ${DUMPS.join(', ')}`)
    .option('--log-json', "ike-trace's own diagnostics as JSON lines")
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .action((paths: string[], flags: Flags) => todo(traceWork(paths, flags)));

  program
    .command('explain')
    .description('say what a log line, or a cause, means and what to do')
    .argument('[text...]', 'a line of the log as it stands, or the id of a cause')
    .option('--list', 'list the causes')
    .option('--patterns <dir>', 'further pattern files (again for more)', collect)
    .action((words: string[], _flags: object, command: Command) => {
      // Options given before the subcommand count as well.
      const flags = command.optsWithGlobals<{ list?: boolean; patterns?: string[] }>();
      todo(async () => (await import('./explain.ts')).explain(words.join(' '), flags));
    });

  program
    .command('watch')
    .description('follow logs for months: alert once when something breaks, once when it works again')
    .argument('[log...]', 'log files to follow; - for standard input')
    .option('-f, --follow <log>', 'the same as an argument (again for more)', collect)
    .option('--journal [unit]', 'follow the systemd journal, of one unit or of all that is charon')
    .option('--config <file>', 'YAML file with all of this and more; SIGHUP reads its alerts and sinks anew')
    .option('--check-config', 'say whether the configuration is in order, and end')
    .option('--webhook <url>', 'post each alert there (again for more)', collect)
    .option('--webhook-format <format>', 'generic (default), slack or alertmanager')
    .option(
      '--command <program>',
      'run it for each alert, the alert as JSON on its standard input (again for more)',
      collect,
    )
    .option('--state <dir>', 'keep there what has to survive a restart (default: $STATE_DIRECTORY)')
    .option(
      '--listen <address:port>',
      'serve /metrics, /healthz, /readyz and /api/connections; the loopback unless told',
    )
    .option('--failure-lines', 'a line on standard output for each failed attempt, too: for fail2ban')
    .option('--expect <name>', 'a connection that ought to be up: alert when it is not (again for more)', collect)
    .option('--severity <severity>', 'alert from there on: error (default), warning or info')
    .option('--grace <duration>', 'say nothing of what heals within that time (default 0)')
    .option('--interval <duration>', 'say no more often than that that it goes on (default 1h)')
    .option('--tell-history', 'alert of what is in a log already when it is first seen')
    .option('--dialect <name>', "the log's format, where it is not recognised")
    .option('--timezone <zone>', 'time zone of a log that has none')
    .option('--patterns <dir>', 'further pattern files (again for more)', collect)
    .option('--log-json', "ike-trace's own diagnostics as JSON lines")
    .addHelpText('after', WATCH_EXAMPLES)
    .action((paths: string[], flags: WatchFlags) => {
      refuseBefore(program, 'watch');
      todo(async (log) => (await import('./watch.ts')).watch(paths, flags, log));
    });

  const patterns = program.command('patterns').description('tools for who extends the patterns');
  patterns
    .command('check')
    .description('check pattern files; without a directory, the shipped ones')
    .argument('[dir...]')
    .action((directories: string[]) => todo(async () => (await import('./patterns.ts')).check(directories)));
  patterns
    .command('unmatched')
    .description('list what charon said in a log that no pattern knows')
    .argument('[log...]', 'as for the main command')
    .option('--dialect <name>', "the log's format, where it is not recognised")
    .option('--patterns <dir>', 'further pattern files (again for more)', collect)
    .action((paths: string[], _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      todo(async (log) => (await import('./patterns.ts')).unmatched(readOptions(paths, flags, Date.now()), log));
    });
  return program;
}

/** Options that stand before a subcommand with options of its own are the main command's, and would count for nothing. */
function refuseBefore(program: Command, subcommand: string): void {
  const stray = program.options.find(
    (option) => option.long !== '--log-json' && program.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (stray !== undefined) throw new OperationalError('usage', `write ${stray.long} behind ${subcommand}, not before`);
}

function traceWork(paths: string[], flags: Flags): Work {
  return async (log) => {
    const options = readOptions(paths, flags, Date.now());
    if (options.paths.length === 0 && options.journal === null && process.stdin.isTTY) {
      process.stderr.write(
        `ike-trace reads a log from a file or a pipe.\n${EXAMPLES}\n\nike-trace --help says the rest.\n`,
      );
      return 2;
    }
    return trace(options, log);
  };
}

/** Does what the words ask for. Resolves to the exit status. Throws OperationalError. */
export async function obey(words: readonly string[], log: Log): Promise<number> {
  let work: Work | null = null;
  const program = createProgram((given) => {
    work = given;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (thrown) {
    // commander has said its piece already; help and version end with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    throw thrown;
  }
  return work === null ? 0 : await (work as Work)(log);
}
