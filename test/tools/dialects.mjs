// One message of charon's in every wrapping that ike-trace reads: for the fuzzer and for the tests of hostile text, which must hold in each of them.
// A message: { at (ms since 1970 UTC), thread, group, level, uniqueId (-1: none), name (null: none), text }.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (n) => String(n).padStart(2, '0');

function timesOf(at) {
  const date = new Date(at);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const ms = String(date.getUTCMilliseconds()).padStart(3, '0');
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const syslog = `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock}`;
  return { date, clock, ms, day, syslog, weekday: DAYS[date.getUTCDay()] };
}

const tagOf = ({ uniqueId, name }) => (uniqueId < 0 ? '' : name === null ? ` <${uniqueId}>` : ` <${name}|${uniqueId}>`);
const prefixed = (m) => `${two(m.thread)}[${m.group}]${tagOf(m)} ${m.text}`;

/** rsyslog writes control characters as # and three octal digits. */
const octal = (text) => text.replace(/[\x00-\x1f\x7f]/g, (c) => `#${c.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** The fields of a journal entry of charon-systemd's. */
function fieldsOf(m) {
  return {
    __CURSOR: 's=1;i=2;b=3',
    __REALTIME_TIMESTAMP: String(Math.floor(m.at * 1000)),
    _HOSTNAME: 'gw',
    _PID: '47',
    SYSLOG_IDENTIFIER: 'charon-systemd',
    PRIORITY: '6',
    THREAD: String(m.thread),
    GROUP: m.group,
    LEVEL: String(m.level),
    ...(m.uniqueId < 0 ? {} : { IKE_SA_UNIQUE_ID: String(m.uniqueId) }),
    ...(m.name === null ? {} : { IKE_SA_NAME: m.name }),
    MESSAGE: m.text,
  };
}

/** A field of the export format: one with a control character comes with its length (systemd's Journal Export Format). */
function exported([name, value]) {
  if (!/[\x00-\x08\x0a-\x1f]/.test(value)) return Buffer.from(`${name}=${value}\n`);
  const size = Buffer.alloc(8);
  size.writeUInt32LE(Buffer.byteLength(value));
  return Buffer.concat([Buffer.from(`${name}\n`), size, Buffer.from(`${value}\n`)]);
}

/** Each gives the lines of one message, newline included. What a logger escapes is escaped as it does. */
const WRAPPINGS = {
  'charon-file': (m) => `${timesOf(m.at).syslog}.${timesOf(m.at).ms} ${prefixed(m)}\n`,
  'charon-json': (m) =>
    `{"time":"${timesOf(m.at).day}T${timesOf(m.at).clock}+0000.${timesOf(m.at).ms}","thread":${m.thread},"group":"${m.group}","level":${m.level}${
      m.uniqueId < 0 ? '' : `,"ikesa-uniqueid":"${m.uniqueId}"`
    }${m.name === null ? '' : `,"ikesa-name":"${m.name}"`},"msg":${JSON.stringify(m.text)}}\n`,
  control: (m) => `[${m.group}] ${m.text}\n`,
  bare: (m) => `${m.text}\n`,
  'syslog-3164': (m) => `${timesOf(m.at).syslog} gw charon[47]: ${octal(prefixed(m))}\n`,
  'syslog-5424': (m) =>
    `<30>1 ${timesOf(m.at).day}T${timesOf(m.at).clock}.${timesOf(m.at).ms}Z gw charon 47 - - ${octal(prefixed(m))}\n`,
  'syslog-iso': (m) =>
    `${timesOf(m.at).day}T${timesOf(m.at).clock}.${timesOf(m.at).ms}000+00:00 gw charon[47]: ${octal(prefixed(m))}\n`,
  'syslog-no-time': (m) => `charon: ${octal(prefixed(m))}\n`,
  'openwrt-logread': (m) => {
    const { weekday, syslog, date } = timesOf(m.at);
    return `${weekday} ${syslog} ${date.getUTCFullYear()} daemon.info : ${prefixed(m)}\n`;
  },
  logcat: (m) =>
    `${timesOf(m.at).day.slice(5)} ${timesOf(m.at).clock}.${timesOf(m.at).ms}  1234  5678 I charon  : ${prefixed(m)}\n`,
  'journal-short': (m) => `${timesOf(m.at).syslog} gw charon-systemd[47]: ${m.text}\n`,
  'journal-short-iso': (m) => `${timesOf(m.at).day}T${timesOf(m.at).clock}+0000 gw charon-systemd[47]: ${m.text}\n`,
  'journal-short-full': (m) =>
    `${timesOf(m.at).weekday} ${timesOf(m.at).day} ${timesOf(m.at).clock} UTC gw charon-systemd[47]: ${m.text}\n`,
  'journal-short-unix': (m) => `${(m.at / 1000).toFixed(6)} gw charon-systemd[47]: ${m.text}\n`,
  'journal-short-monotonic': (m) =>
    `[${((m.at / 1000) % 1e5).toFixed(6).padStart(12)}] gw charon-systemd[47]: ${m.text}\n`,
  'journal-verbose': (m) =>
    `${timesOf(m.at).weekday} ${timesOf(m.at).day} ${timesOf(m.at).clock}.${timesOf(m.at).ms}000 UTC [s=1;i=2;b=3]\n${Object.entries(
      fieldsOf(m),
    )
      .filter(([name]) => !name.startsWith('__'))
      .map(([name, value]) => `    ${name}=${value.replaceAll('\n', `\n${' '.repeat(name.length + 5)}`)}\n`)
      .join('')}`,
  'journal-json': (m) => `${JSON.stringify(fieldsOf(m))}\n`,
  'journal-json-seq': (m) => `\x1e${JSON.stringify(fieldsOf(m))}\n`,
  'journal-json-pretty': (m) =>
    `{\n${Object.entries(fieldsOf(m))
      .map(([name, value]) => `\t${JSON.stringify(name)} : ${JSON.stringify(value)}`)
      .join(',\n')}\n}\n`,
  'journal-export': (m) => Buffer.concat([...Object.entries(fieldsOf(m)).map(exported), Buffer.from('\n')]),
  'docker-json': (m) =>
    `${JSON.stringify({ log: `${prefixed(m)}\n`, stream: 'stdout', time: `${timesOf(m.at).day}T${timesOf(m.at).clock}.${timesOf(m.at).ms}000000Z` })}\n`,
  cri: (m) => `${timesOf(m.at).day}T${timesOf(m.at).clock}.${timesOf(m.at).ms}000000Z stdout F ${prefixed(m)}\n`,
  'container-timestamps': (m) =>
    `${timesOf(m.at).day}T${timesOf(m.at).clock}.${timesOf(m.at).ms}000000Z ${prefixed(m)}\n`,
};

export const WRAPPED_DIALECTS = Object.keys(WRAPPINGS);

/** The bytes of a message in a dialect, its newline included. */
export function wrap(dialect, message) {
  const wrapped = WRAPPINGS[dialect](message);
  return typeof wrapped === 'string' ? Buffer.from(wrapped) : wrapped;
}

const LINE =
  /^(?:([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? )?(?:\S+ charon\[\d+\]: )?(\d\d)\[([A-Z]{3})(\d)?\](?: <(?:([^>]*)\|)?(\d+)>)? (.*)$/;

/**
 * charon's messages in a log in one of the shapes that the lab writes (file or syslog); other lines are left out. Lines without a time are a millisecond
 * apart.
 */
export function readMessages(text, start = Date.UTC(2026, 10, 23, 9)) {
  let at = start;
  const messages = [];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, month, day, h, m, s, ms, thread, group, level, name, uniqueId, words] = match;
    at = month === undefined ? at + 1 : Date.UTC(2026, MONTHS.indexOf(month), +day, +h, +m, +s, +(ms ?? 0));
    messages.push({
      at,
      thread: +thread,
      group,
      level: +(level ?? 1),
      uniqueId: +(uniqueId ?? -1),
      name: name ?? null,
      text: words,
    });
  }
  return messages;
}
