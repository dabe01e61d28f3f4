// ipsec.conf as starter reads it (starter/parser), and ipsec.secrets by selectors and places.
import { describe, expect, test } from 'vitest';
import { at, problemsOf, read } from './read.ts';

const conn = (body: string) => read(`conn home\n${body}\n`).connections[0];

describe('a setting', () => {
  const rows: readonly (readonly [string, string, string | null])[] = [
    ['is key=value', '\tike=aes256-sha256-ecp256!', 'aes256-sha256-ecp256! @2'],
    ['may have blanks around =', '  ike = aes256-sha256-ecp256', 'aes256-sha256-ecp256 @2'],
    ['ends at a comment', '  ike=aes256 # more', 'aes256 @2'],
    ['is a string', '  ike="a # b = c"', 'a # b = c @2'],
    ['begins with @# for a key id', '  ike=@#0a0b', '@#0a0b @2'],
    ['joins words', '  ike=a, b', 'a, b @2'],
    ['may follow empty lines', '\n  \n# no\n  # no\n  ike=a', 'a @6'],
    ['counts once, the last time', '  ike=a\n  ike=b', 'b @3'],
    ['may be empty', '  ike=', null],
    ['of a line with CRLF has no CR', '  ike=a\r', 'a @2'],
  ];
  test.each(rows)('%s: %j', (_, body, expected) => {
    expect(at(conn(body), 'ike')).toBe(expected);
  });
});

describe('conns', () => {
  const text = `config setup
  uniqueids=no
conn %default
  keyexchange=ikev2
  left=192.0.2.1
conn base
  ike=aes256
  auto=ignore
conn late
  ike=aes128
  esp=aes128
conn home
  also=base
  also=late
  auto=start
  keylife=1h
conn home
  right=192.0.2.2
ca moon
  cacert=moon.pem
`;
  const configuration = read(text);
  const home = configuration.connections.find(({ name }) => name === 'home');

  test.each([
    ['of one name are one', at(home, 'right'), '192.0.2.2 @18'],
    ['take from %default', at(home, 'left'), '192.0.2.1 @5'],
    ['take by also=, the later one first', at(home, 'ike'), 'aes128 @10'],
    ['prefer their own', at(home, 'auto'), 'start @15'],
    ['know the other names of a key', at(home, 'lifetime'), '1h @16'],
    ['have the sections beside them', at(configuration.sections.get('setup'), 'uniqueids'), 'no @2'],
  ])('%s', (_, observed, expected) => {
    expect(observed).toBe(expected);
  });

  test('are loaded with auto= only', () => {
    expect(configuration.connections.map(({ name, isLoaded }) => [name, isLoaded])).toEqual([
      ['base', false],
      ['late', false],
      ['home', true],
    ]);
  });

  test('are their own child, and begin where they are named first', () => {
    expect([home!.place.line, home!.children.map(({ name }) => name)]).toEqual([12, ['home']]);
  });

  test('that include each other end', () => {
    const { connections } = read('conn a\n also=b\n ike=x\nconn b\n also=a\n esp=y\n');
    expect([at(connections[0], 'esp'), at(connections[1], 'ike')]).toEqual(['y @6', 'x @3']);
  });

  test('go on across an included file', () => {
    const { connections } = read('conn home\n  include more\n  esp=y\n', { more: '  ike=x\n' });
    expect([at(connections[0], 'ike'), at(connections[0], 'esp')]).toEqual(['x @1', 'y @3']);
  });
});

describe('a mistake', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a setting at the margin',
      'conn home\nike=x\n',
      ['FILE:2:1 only conn, ca, config setup and include begin a line; settings are indented'],
    ],
    ['no value', 'conn home\n  ike\n', ['FILE:2:3 ike has no =']],
    ['a setting before all sections', '  ike=x\nconn home\n', ['FILE:1:3 ike stands in no section']],
    ['a conn without a name', 'conn home\nconn\n', ['FILE:2:1 conn without a name']],
    [
      'two = in one line',
      'conn home\n  leftid=C=CH\n',
      ['FILE:2:3 a second = in one setting; put the value into quotes'],
    ],
    ['a string without end', 'conn home\n  leftid="C=CH\n', ['FILE:2:3 a string without an end']],
  ];
  test.each(rows)('%s', (_, text, expected) => {
    expect(problemsOf(read(text))).toEqual(expected);
  });

  test('the version line of old files is none', () => {
    expect(problemsOf(read('version 2.0\nconn home\n  ike=x\n'))).toEqual([]);
  });
});

describe('ipsec.secrets', () => {
  const secrets = `# secrets
: PSK "for all"
moon.example.org 192.0.2.1 : PSK "correct horse"
"C=CH, O=x" @sun : PSK 0sVGhlIHNlY3JldA==
: RSA moonKey.pem "passphrase"
carol : EAP "battery"
dave : XAUTH "staple"
fec0::1 : PSK "colon : PSK inside"
`;
  const configuration = read('conn home\n', {}, secrets);

  test('is known by place and by whom the secrets are for', () => {
    expect(configuration.secrets.map(({ kind, ids, place }) => [kind, ids, place.line])).toEqual([
      ['PSK', [], 2],
      ['PSK', ['moon.example.org', '192.0.2.1'], 3],
      ['PSK', ['C=CH, O=x', '@sun'], 4],
      ['EAP', ['carol'], 6],
      ['EAP', ['dave'], 7],
      ['PSK', ['fec0::1'], 8],
    ]);
  });

  test('leaves no secret behind', () => {
    expect(JSON.stringify(configuration.secrets)).not.toMatch(/for all|correct|VGhl|passphrase|battery|staple|inside/);
  });

  test('includes further files', () => {
    const { secrets: found } = read('conn home\n', { 'more.secrets': 'a b : PSK "x"\n' }, 'include more.secrets\n');
    expect(found.map(({ place }) => place.file)).toEqual(['more.secrets']);
  });

  test('complains without quoting', () => {
    const { problems } = read('conn home\n', {}, 'horse battery staple\n');
    expect(problems.map(({ place, message }) => `${place.line} ${message}`)).toEqual([
      '1 a line without " : "; strongSwan reads no secret from here on',
    ]);
  });
});
