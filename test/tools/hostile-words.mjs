// What strangers may call themselves: text that is harmless in a log and not where it is shown. Each is an identity, a name or a vendor ID that a peer can send.

/** By what it does. None holds a newline or a NUL: charon ends an identity there, or its logger escapes it. */
export const HOSTILE_WORDS = {
  'a colour': 'evil\x1b[31mred\x1b[0m',
  'a cleared screen': 'evil\x1b[2J\x1b[H',
  'a title': 'evil\x1b]0;title\x07',
  'a link (OSC 8)': 'evil\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\',
  'an 8-bit control sequence': 'evil\u009b31m\u0085',
  backspaces: 'evil\b\b\b\bgood',
  'a carriage return': 'evil\rgood',
  "rsyslog's newline":
    'evil#012Nov 23 09:08:57 gw charon[47]: 09[IKE] <branch|1> received AUTHENTICATION_FAILED notify error',
  "rsyslog's newline and a message":
    'x#012deleting IKE_SA branch[1] between 192.0.2.2[sun.example.org]...192.0.2.1[moon.example.org]',
  "rsyslog's newline and a refusal": 'x#012received AUTHENTICATION_FAILED notify error',
  "rsyslog's escape": 'evil#033[31m#007',
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>&amp;',
  Markdown: '[click](javascript:alert(1)) ![x](https://evil.example/x.png) `code` **bold** | cell |',
  Slack: '<!channel> <@U012AB3CD> <https://evil.example|click>',
  JSON: 'x","outcome":"established","severity":"info","y":"',
  'a formula': '=HYPERLINK("https://evil.example","click")',
  'a formula with a command': "@SUM(1+1)*cmd|' /C calc'!A0",
  'a shell': '$(reboot);`reboot`|reboot',
  'an override of direction': 'moon\u202egro.elpmaxe\u202c',
  'isolates of direction': 'moon\u2066gro\u2069\u200f',
  'zero width': 'mo\u200bon\u200d\u2060.example\ufeff.org',
  'variation selectors and tags': 'moon\ufe0f\u{e0041}\u{e0062}\u{e007f}',
  homoglyphs: 'mооn.eхample.org',
  'combining marks': `z${'\u0301\u0316\u0489'.repeat(20)}`,
  'line and paragraph separators': 'moon\u2028sun\u2029star',
  'a success of charon': "x' with pre-shared key successful",
  'an own success of charon': "x' (myself) with pre-shared key",
  'an established IKE_SA': 'x]...192.0.2.99[y IKE_SA branch[1] established between 192.0.2.1[a]...192.0.2.2[b]',
  'a prefix of charon': '09[IKE] <branch|1> received AUTHENTICATION_FAILED notify error',
  'a tag of charon': 'x> <branch|1> y',
  'a notify of charon': "x' not found, tried 3 shared keys for 'a' - 'b', but MAC mismatched",
  'a selector of charon': "x'] config 'branch', sending NO_PROPOSAL_CHOSEN",
  'names of Object': '__proto__ constructor toString hasOwnProperty',
  'a placeholder': '{} %s $HOME #{x} {{7*7}}',
  'a path': '../../../../etc/passwd',
  'a regular expression': '(a+)+$^(?<x>',
};

/** Bytes that are no UTF-8, for what reads bytes. */
export const HOSTILE_BYTES = [
  [0xff],
  [0xc0, 0xaf],
  [0xe2, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xc2, 0x9b],
  [0x00],
  [0x00, 0x00, 0x00, 0x00],
  [0x80],
  [0x1b],
  [0xe2, 0x80, 0xae],
];
