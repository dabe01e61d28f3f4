// The lab's configuration language, without a daemon.
import { expect, test } from 'vitest';
import { merge, render } from './settings.ts';

test('sections nest, and only values that the parser would cut are quoted', () => {
  const text = render({
    charon: { load: 'random nonce', filelog: { path: '/run/x.log', time_format: '%b' } },
    tries: 2,
  });
  const expected = `charon {
  load = "random nonce"
  filelog {
    path = /run/x.log
    time_format = "%b"
  }
}
tries = 2
`;
  expect(text).toBe(expected);
});

test('merging goes down into sections, replaces values and removes what is emptied', () => {
  const base = { local: { auth: 'psk', certs: 'a.pem' }, version: 2 };
  const over = { local: { certs: '', id: 'moon' }, version: 1 };
  expect(merge(base, over)).toEqual({ local: { auth: 'psk', id: 'moon' }, version: 1 });
  expect(base).toEqual({ local: { auth: 'psk', certs: 'a.pem' }, version: 2 });
});
