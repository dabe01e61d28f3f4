import { describe, expect, test } from 'vitest';
import { nearest, parseSize } from '../../src/watch/config-shape.ts';
import { ALERTING_DEFAULTS, parseConfig, parseDuration } from '../../src/watch/index.ts';

const around = {
  environment: { HOOK: 'https://hooks.example.org/abc', TOKEN: 'open sesame' },
  readFile(path: string): string {
    if (path === '/etc/ike/token') return 'secret\n';
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  },
};
const parse = (yaml: string) => parseConfig(yaml, '/etc/ike/watch.yaml', around);

/** What is said of a wrong file. */
function complaints(yaml: string): string[] {
  try {
    parse(yaml);
  } catch (thrown) {
    return (thrown as Error).message.split('\n').map((line) => line.replace('/etc/ike/watch.yaml:', ''));
  }
  return [];
}

test('an empty file is a configuration with nothing in it', () => {
  expect(parse('')).toMatchObject({ sources: [], sinks: [], state: null, alerts: ALERTING_DEFAULTS, history: 'quiet' });
});

test('everything that may be said', () => {
  const config = parse(`
sources:
  - follow: /var/log/charon.log
  - journal: strongswan
  - journal: true
  - stdin: true
state: /var/lib/ike-trace
spool: {alerts: 50, size: 2M, age: 3d}
listen: 127.0.0.1:9400
failure-lines: true
dialect: charon-file
timezone: Europe/Berlin
patterns: [/etc/ike/patterns]
alerts:
  severity: warning
  grace: 30s
  interval: 2h
  calm: 1d
  per-minute: 5
  expect: [home, office]
  expect-grace: 5m
  group: {by: peer, window: 1m, from: 4}
  history: tell
sinks:
  - log:
  - webhook:
      url-env: HOOK
      format: slack
      token-file: token
      headers: {x-team: net}
  - command: {name: page, argv: [/usr/bin/page, --loud]}
`);
  expect(config).toEqual({
    sources: [
      { kind: 'follow', path: '/var/log/charon.log' },
      { kind: 'journal', unit: 'strongswan' },
      { kind: 'journal', unit: null },
      { kind: 'stdin' },
    ],
    state: '/var/lib/ike-trace',
    spool: { maxAlerts: 50, maxSize: 2 << 20, maxAge: 3 * 86_400_000 },
    listen: '127.0.0.1:9400',
    failureLines: true,
    dialect: 'charon-file',
    timezone: 'Europe/Berlin',
    patterns: ['/etc/ike/patterns'],
    alerts: {
      severity: 'warning',
      grace: 30_000,
      interval: 7_200_000,
      calm: 86_400_000,
      perMinute: 5,
      expect: ['home', 'office'],
      expectGrace: 300_000,
      group: { by: 'peer', window: 60_000, from: 4 },
    },
    history: 'tell',
    sinks: [
      { kind: 'log', name: 'log' },
      {
        kind: 'webhook',
        name: 'webhook-2',
        url: 'https://hooks.example.org/abc',
        format: 'slack',
        headers: new Map([
          ['x-team', 'net'],
          ['authorization', 'Bearer secret'],
        ]),
      },
      { kind: 'command', name: 'page', argv: ['/usr/bin/page', '--loud'] },
    ],
  });
});

describe('what is wrong is said with its place', () => {
  test.each([
    [
      'a wrong key of grouping',
      'alerts:\n  group: {by: caus, windw: 1m}\n',
      [
        '2:15: alerts.group.by has to be one of cause, peer, none, not "caus"; did you mean cause?',
        '2:21: alerts.group has no key "windw"; did you mean window?',
      ],
    ],
    [
      'wrong bounds of the spool',
      'spool: {alerts: many, size: 8X, age: 7, seize: 1M}\n',
      [
        '1:17: spool.alerts has to be a whole number from 1 on, not "many"',
        '1:29: spool.size has to be a size as 500k, 8M or 1G, not "8X"',
        '1:38: spool.age has to be a duration as 30s, 5m, 1h or 2d, not 7',
        '1:41: spool has no key "seize"; did you mean size?',
      ],
    ],
    ['a wrong key', 'alerts:\n  sevrity: error\n', ['2:3: alerts has no key "sevrity"; did you mean severity?']],
    ['a wrong key at the top', 'sinkz: []\n', ['1:1: there is no key "sinkz"; did you mean sinks?']],
    [
      'a wrong word',
      'alerts:\n  severity: eror\n',
      ['2:13: alerts.severity has to be one of error, warning, info, not "eror"; did you mean error?'],
    ],
    [
      'a number for a duration',
      'alerts: {grace: 30}\n',
      ['1:17: alerts.grace has to be a duration as 30s, 5m, 1h or 2d, not 30'],
    ],
    [
      'a text for a list',
      'sources: /var/log/charon.log\n',
      ['1:10: sources has to be a list, not "/var/log/charon.log"'],
    ],
    [
      'none for a count',
      'alerts: {per-minute: 0}\n',
      ['1:22: alerts.per-minute has to be a whole number from 1 on, not 0'],
    ],
    [
      'two kinds in one',
      'sources:\n  - {follow: a, stdin: true}\n',
      ['2:5: a source is one of follow, journal or stdin'],
    ],
    [
      'a webhook without an url',
      'sinks:\n  - webhook: {format: slack}\n',
      ['2:14: a webhook needs an url (or url-file, url-env) that begins with http:// or https://'],
    ],
    [
      'a secret that is not there',
      'sinks:\n  - webhook: {url: "http://x/", token-env: NONE}\n',
      ['2:44: the environment has no variable NONE'],
    ],
    [
      'a secret file that is not there',
      'sinks:\n  - webhook: {url: "http://x/", token-file: none}\n',
      ['2:45: none cannot be read (ENOENT)'],
    ],
    [
      'two things at once',
      'state: 7\nlisten: true\n',
      ['1:8: state has to be a text, not 7', '2:9: listen has to be a text, not true'],
    ],
    [
      'a key of the object prototype',
      'constructor: 1\n',
      [
        '1:1: there is no key "constructor"; there are sources, state, spool, listen, failure-lines, dialect, timezone, patterns, alerts, sinks',
      ],
    ],
    ['an alias', 'state: &a x\nlisten: *a\n', ['2:9: listen is an alias, which is not understood here']],
  ])('%s', (_, yaml, expected) => {
    expect(complaints(yaml)).toEqual(expected);
  });

  test('what is no YAML', () => {
    expect(complaints('alerts: [\n')[0]).toMatch(/^2:1: /);
    expect(complaints('state: a\nstate: b\n')[0]).toMatch(/^2:1: .*unique/);
  });

  test('no secret is in a complaint', () => {
    expect(complaints('sinks:\n  - webhook: {url: "ftp://user:pass@x/"}\n').join()).not.toContain('pass');
  });
});

test.each([
  ['0', 0],
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['2 d', 172_800_000],
  ['250ms', 250],
  ['-1s', null],
  ['5', null],
  ['', null],
])('the duration %j is %j', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ['sevrity', 'severity'],
  ['webook', 'webhook'],
  ['zzzzzzzzz', null],
])('the nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['severity', 'webhook', 'grace'])).toBe(expected);
});

test('grouping', () => {
  const group = (yaml: string) => parse(`alerts: {group: ${yaml}}`).alerts.group;
  expect(group('{by: peer, window: 2m, from: 5}')).toEqual({ by: 'peer', window: 120_000, from: 5 });
  expect(group('{by: none}')).toEqual({ by: 'none', window: 30_000, from: 3 });
});

test.each([
  ['4096', 4096],
  ['500k', 500 << 10],
  ['8M', 8 << 20],
  ['1G', 1 << 30],
  ['0', null],
  ['-1', null],
  ['999999999999G', null],
  ['8 MB', null],
])('a size of %s', (text, expected) => {
  expect(parseSize(text)).toBe(expected);
});
