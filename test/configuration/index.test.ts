// The door: which of the two formats a text is.
import { describe, expect, test } from 'vitest';
import { formatOf, keyOf, keyOfLine } from '../../src/configuration/index.ts';

describe('the format', () => {
  const rows: readonly (readonly [string, string, string | null])[] = [
    ['sections with braces', 'connections {\n}\n', 'swanctl.conf'],
    ['a section that inherits', 'home : base, more {\n}\n', 'swanctl.conf'],
    ['a conn', 'conn home\n\tauto=add\n', 'ipsec.conf'],
    ['a conn with a comment behind', 'conn home # the house\n', 'ipsec.conf'],
    ['config setup alone', '# ipsec.conf\nconfig setup\n', 'ipsec.conf'],
    ['a key of swanctl.conf that is called conn', 'connections { conn { version = 2 } }', 'swanctl.conf'],
    ['includes only', 'include conf.d/*.conf\n', 'swanctl.conf'],
    ['includes of ipsec.d only', 'include /etc/ipsec.d/*.conf\n', 'ipsec.conf'],
    ['nothing', '\n# empty\n', 'swanctl.conf'],
    ['a log', 'Nov 23 16:15:48 08[IKE] <1> 192.0.2.1 is initiating an IKE_SA\n', null],
    ['secrets of the old kind', 'moon sun : PSK "x"\n', null],
  ];
  test.each(rows)('%s', (_, text, expected) => {
    expect(formatOf(text)).toBe(expected);
  });
});

describe('the key of a line of a fix', () => {
  const rows: readonly (readonly [string, 'swanctl.conf' | 'ipsec.conf', boolean, string | null])[] = [
    ['proposals = aes256', 'swanctl.conf', false, 'connection proposals'],
    ['esp_proposals = aes256', 'swanctl.conf', true, 'child esp_proposals'],
    ['local { id = moon }', 'swanctl.conf', false, 'local id'],
    ['remote { auth = psk }', 'swanctl.conf', false, 'remote auth'],
    ['rekey_time = 1h', 'swanctl.conf', false, 'connection rekey_time'],
    ['rekey_time = 1h', 'swanctl.conf', true, 'child rekey_time'],
    ['secrets {', 'swanctl.conf', false, 'secrets PSK'],
    ['secrets { eap-1 { id = carol', 'swanctl.conf', false, 'secrets EAP'],
    ['pools { rw { addrs = 10.3.0.0/24 } }', 'swanctl.conf', false, 'pools '],
    ['# strongswan.conf: charon.keep_alive = 20s', 'swanctl.conf', false, null],
    ['  ike-1 { id-1 = moon', 'swanctl.conf', false, null],
    ['leftid=moon', 'ipsec.conf', false, 'connection leftid'],
    ['uniqueids=never', 'ipsec.conf', false, 'setup uniqueids'],
    ['moon sun : PSK "..."', 'ipsec.conf', false, 'secrets PSK'],
    ['carol : EAP "..."', 'ipsec.conf', false, 'secrets EAP'],
    ['# no leftsourceip', 'ipsec.conf', false, null],
  ];
  test.each(rows)('%s in %s, about a child: %s', (line, format, isAboutChild, expected) => {
    const key = keyOfLine(line, format, 'left-is-local', isAboutChild);
    expect(key === null ? null : `${key.part} ${key.key}`).toBe(expected);
  });

  test('changes ends where left is the peer', () => {
    expect(keyOfLine('leftsubnet=10.1.0.0/16', 'ipsec.conf', 'left-is-remote', false)).toEqual({
      part: 'connection',
      key: 'rightsubnet',
    });
    expect(keyOf('remote_addrs', 'ipsec.conf', 'left-is-remote')).toEqual({ part: 'connection', key: 'left' });
  });

  test('is none where the format cannot say it', () => {
    expect([
      keyOf('childless', 'ipsec.conf', 'left-is-local'),
      keyOf('no_such_key', 'swanctl.conf', 'left-is-local'),
    ]).toEqual([null, null]);
  });
});
