// swanctl.conf: the syntax of strongSwan's settings, as its lexer and parser have it (libstrongswan/settings), with places.
import { describe, expect, test } from 'vitest';
import { at, problemsOf, read } from './read.ts';

const connection = (body: string) => read(`connections {\n  home {\n${body}\n  }\n}\n`).connections[0];

describe('a value', () => {
  const rows: readonly (readonly [string, string, string | null])[] = [
    ['is a word', 'version = 2', '2 @3'],
    ['may stand without blanks', 'version=2', '2 @3'],
    ['is words joined by one blank', 'version = a   b\tc', 'a b c @3'],
    ['ends at a comment', 'version = 2 # not 1', '2 @3'],
    ['holds braces when quoted', 'version = "{ 2 } # no comment"', '{ 2 } # no comment @3'],
    ['has escapes when quoted', 'version = "a\\"b\\\\c\\td"', 'a"b\\c\td @3'],
    ['joins words and strings', 'version = a "b  c" d', 'a b  c d @3'],
    ['spans lines when quoted', 'version = "a\nb"', 'a\nb @3'],
    ['joins lines that end with a backslash when quoted', 'version = "a\\\nb"', 'ab @3'],
    ['may hold colons, dots and equal signs', 'version = fec0::1,a=b.c', 'fec0::1,a=b.c @3'],
    ['may be missing', 'version =', null],
    ['is the last one given', 'version = 1\nversion = 2', '2 @4'],
    ['undoes an earlier one when it is missing', 'version = 1\nversion =', null],
    ['of a line with CRLF has no CR', 'version = 2\r', '2 @3'],
  ];
  test.each(rows)('%s: %j', (_, body, expected) => {
    expect(at(connection(body), 'version')).toBe(expected);
  });

  test('on the line of its section', () => {
    expect(at(read('connections { home { version = 2 } }').connections[0], 'version')).toBe('2 @1');
  });

  test('knows its column, behind strings that span lines, too', () => {
    const { connections } = read('connections { home {\n a = "x\ny"  \n   version = 2 } }');
    expect(connections[0]!.get('version')!.place).toEqual({ file: 'FILE', line: 4, column: 4 });
  });
});

describe('sections', () => {
  test('have ends, children and places', () => {
    const [home] = read(
      'connections {\n home {\n  local {\n   id = a\n  }\n  remote-1 {\n   id = b\n  }\n  children {\n   net {\n    mode = tunnel\n   }\n  }\n }\n}\n',
    ).connections;
    expect(home!.place).toEqual({ file: 'FILE', line: 2, column: 2 });
    expect(home!.locals.map((end) => at(end, 'id'))).toEqual(['a @4']);
    expect(home!.remotes.map((end) => [end.name, at(end, 'id')])).toEqual([['remote-1', 'b @7']]);
    expect(home!.children.map((child) => [child.name, child.place.line, at(child, 'mode')])).toEqual([
      ['net', 10, 'tunnel @11'],
    ]);
  });

  test('of one name are one; later settings win', () => {
    const { connections } = read(
      'connections {\n a { version = 1\n x = 1 }\n}\nconnections {\n a { version = 2 }\n}\n',
    );
    expect(connections).toHaveLength(1);
    expect([at(connections[0], 'version'), at(connections[0], 'x')]).toEqual(['2 @6', '1 @3']);
  });

  test('may have their brace on the next line, after a comment', () => {
    expect(at(read('connections # all\n{\n a\n {\n version = 2 } }').connections[0], 'version')).toBe('2 @5');
  });

  test('named like properties of an object are ordinary', () => {
    const { connections } = read('connections { __proto__ { version = 2 }\n constructor { version = 1 } }');
    expect(connections.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });
});

describe('inheritance', () => {
  const text = `
base {
  version = 2
  local { auth = psk }
  children { net { mode = tunnel } }
}
more : base {
  proposals = aes256-sha256-ecp256
}
connections {
  home : more {
    local { id = a }
    children { net { start_action = trap } }
  }
  other : more, late {
    version =
  }
}
late { rekey_time = 1h }
`;
  const [home, other] = read(text).connections;
  test.each([
    ['a setting', at(home, 'version'), '2 @3'],
    ['a setting over two steps', at(home, 'proposals'), 'aes256-sha256-ecp256 @8'],
    ['a setting of an end', at(home!.locals[0], 'auth'), 'psk @4'],
    ['what an end has of its own', at(home!.locals[0], 'id'), 'a @12'],
    ['a setting of a child', at(home!.children[0], 'mode'), 'tunnel @5'],
    ['from several, and from what comes later', at(other, 'rekey_time'), '1h @19'],
    ['nothing where it is undone', at(other, 'version'), null],
    ['a whole child', at(other!.children[0], 'mode'), 'tunnel @5'],
  ])('gives %s', (_, observed, expected) => {
    expect(observed).toBe(expected);
  });

  test('from two parts of one section', () => {
    const text = 'base { a { version = 2 }\n b { mobike = no } }\nconnections { home : base.a, base.b { } }';
    const [connection] = read(text).connections;
    expect([at(connection, 'version'), at(connection, 'mobike')]).toEqual(['2 @1', 'no @2']);
  });

  test('that branches and meets again a thousand times ends', () => {
    const levels = Array.from({ length: 60 }, (_, n) => `s${n} : s${n + 1}, t${n} { }\nt${n} : s${n + 1} { }`);
    const { connections } = read(`${levels.join('\n')}\nconnections { home : s0 { version = 2 } }`);
    expect(at(connections[0], 'version')).toBe('2 @121');
  });

  test('in circles ends', () => {
    const { connections } = read('a : b { version = 2 }\nb : a { }\nconnections { home : b, connections.home { } }');
    expect(at(connections[0], 'version')).toBe('2 @1');
  });

  test('from what is not there is nothing', () => {
    expect(at(read('connections { home : nowhere.at.all { } }').connections[0], 'version')).toBeNull();
  });
});

describe('include', () => {
  test('reads files at its place, with their own names and lines', () => {
    const { connections, files } = read('connections {\n include conf.d/*.conf\n}\n', {
      'conf.d/*.conf': '\nhome {\n version = 2\n}\n',
    });
    expect(connections[0]!.get('version')!.place).toEqual({ file: 'conf.d/*.conf', line: 3, column: 2 });
    expect(files).toEqual(['FILE', 'conf.d/*.conf']);
  });

  test('takes a quoted pattern and one with escapes', () => {
    const files = { 'a b': 'connections { one { } }', 'c d#e': 'connections { two { } }' };
    expect(read('include "a b"\ninclude c\\ d\\#e\n', files).connections.map(({ name }) => name)).toEqual([
      'one',
      'two',
    ]);
  });

  test('is a key when = follows', () => {
    expect(at(connection('include = x'), 'include')).toBe('x @3');
  });

  test('of itself is said and ends', () => {
    expect(problemsOf(read('connections { }\ninclude FILE\n', { FILE: 'x' }))).toEqual([
      'FILE:2:1 FILE includes itself',
    ]);
  });

  test('without end is said and ends', () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, `include f${n + 1}\n`]));
    const configuration = read('connections { }\ninclude f0\n', files);
    expect(problemsOf(configuration)).toEqual([
      'f8:1:1 files include files more than 10 deep; what follows is not read',
    ]);
  });

  test('of what may not be read is said', () => {
    expect(problemsOf(read('connections { }\n include broken\n'))).toEqual([
      'FILE:2:2 broken may not be read by this user',
    ]);
  });
});

describe('a mistake', () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['a name alone', 'connections {\n  home\n}\n', ['FILE:2:3 a name that is followed by neither = nor {']],
    ['a string alone', 'connections { }\n"x"\n', ['FILE:2:1 neither a section nor a setting begins like this']],
    ['a brace too many', 'connections { }\n }\n', ['FILE:2:2 a closing brace without an opening one']],
    ['a brace missing', 'connections {\n  home { }\n', ['FILE:1:1 section connections has no closing brace']],
    [
      'a string without end',
      'connections {\n  a = "x\n}\n',
      ['FILE:2:3 a string without an end', 'FILE:1:1 section connections has no closing brace'],
    ],
    ['a dotted key', 'connections {\n a.b = c\n}\n', ['FILE:2:2 a name that is followed by neither = nor {']],
  ];
  test.each(rows)('%s', (_, text, expected) => {
    expect(problemsOf(read(text))).toEqual(expected);
  });

  test('does not hide what follows', () => {
    expect(at(read('connections {\n ?!.\n home {\n  version = 2\n }\n}').connections[0], 'version')).toBe('2 @4');
  });

  test('a thousand times is told a hundred times', () => {
    expect(read(`connections { }\n${'"x"\n'.repeat(1000)}`).problems).toHaveLength(100);
  });
});

describe('secrets', () => {
  const text = `secrets {
  ike-1 {
    id-1 = moon
    id = sun
    secret = "correct horse"
  }
  eap-carol { id = carol
    secret = battery }
  private-x { file = x.pem
    secret = staple }
  ike-all { secret = 0sVGhlIHNlY3JldA== }
}
hidden { secret = "a template" }
`;
  const configuration = read(text);

  test('are known by place and by whom they are for', () => {
    expect(configuration.secrets.map(({ kind, ids, place }) => [kind, ids, place.line])).toEqual([
      ['PSK', ['moon', 'sun'], 2],
      ['EAP', ['carol'], 7],
      ['PSK', [], 11],
    ]);
  });

  test('are nowhere in what was read', () => {
    const seen = new Set<unknown>();
    const texts: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value === 'string') texts.push(value);
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      const inner = value instanceof Map ? [...value.entries()].flat() : Object.values(value);
      inner.forEach(collect);
    };
    collect(configuration);
    expect(texts).toContain('carol');
    expect(texts.join(' ')).not.toMatch(/correct|battery|staple|VGhl|template/);
    expect(configuration.sections.get('secrets')!.get('secret')).toBeNull();
  });

  test('that lost a quote are not quoted by the complaint', () => {
    const broken = read(
      'secrets {\n ike { secret = "open\n id = a }\n next { secret = "closed staple" battery\n horse\n }\n}\n',
    );
    expect(broken.problems.length).toBeGreaterThan(0);
    expect(problemsOf(broken).join(' ')).not.toMatch(/open|closed|staple|battery|horse/);
  });
});
