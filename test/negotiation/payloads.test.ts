import { describe, expect, test } from 'vitest';
import { errorNotify, hasNotify, hasPayload, isErrorNotify, payloadItems } from '../../src/negotiation/payloads.ts';

describe('payloadItems', () => {
  test.each([
    ['an empty message', '[ ]', []],
    ['plain payloads', '[ SA KE No ]', ['SA', 'KE', 'No']],
    ['notifies', '[ N(NO_PROP) ]', ['N(NO_PROP)']],
    ['an unknown notify, with double parentheses', '[ N((40961)) SA ]', ['N((40961))', 'SA']],
    ['attributes, separated by blanks', '[ HASH CPRQ(X_USER X_PWD) ]', ['HASH', 'CPRQ(X_USER X_PWD)']],
    ['EAP', '[ IDr AUTH EAP/REQ/ID ]', ['IDr', 'AUTH', 'EAP/REQ/ID']],
    ['a fragment', '[ EF(1/3) ]', ['EF(1/3)']],
    ['a list cut at 512 bytes: its last item is not whole', '[ SA KE V V N(NATD', ['SA', 'KE', 'V', 'V']],
    ['a list cut behind an item', '[ SA KE', ['SA']],
    ['a parenthesis too many', '[ SA) KE ]', ['SA)', 'KE']],
    ['a parenthesis never closed', '[ N(X SA ]', ['N(X SA ]']],
    ['nothing at all', '', []],
  ])('%s', (_, list, items) => {
    expect(payloadItems(list)).toEqual(items);
  });
});

describe('errorNotify', () => {
  test.each([
    ['the only item', '[ N(AUTH_FAILED) ]', 'AUTHENTICATION_FAILED'],
    ['among others', '[ IDr AUTH N(MOBIKE_SUP) N(TS_UNACCEPT) ]', 'TS_UNACCEPTABLE'],
    ['the first of two', '[ N(NO_PROP) N(TS_UNACCEPT) ]', 'NO_PROPOSAL_CHOSEN'],
    ['status notifies are none', '[ SA KE No N(NATD_S_IP) N(COOKIE) ]', null],
    ['a payload that only looks like one', '[ NO_PROP ]', null],
    ['inside of another item', '[ CPRQ(N(NO_PROP)) ]', null],
  ])('%s', (_, list, notify) => {
    expect(errorNotify(list)).toBe(notify);
  });

  test.each([
    ['TS_UNACCEPTABLE', true],
    ['COOKIE', false],
    ['MOBIKE_SUPPORTED', false],
    ['toString', false],
  ])('isErrorNotify(%s) is %s', (name, isError) => {
    expect(isErrorNotify(name)).toBe(isError);
  });
});

describe('hasPayload', () => {
  test.each([
    ['SA', '[ HASH SA No ]', true],
    ['EAP', '[ EAP/RES/ID ]', true],
    ['CPRQ', '[ IDi CPRQ(ADDR) SA ]', true],
    ['CERT', '[ CERTREQ ]', false],
    ['ID', '[ IDi IDr ]', false],
    ['KE', '[ SA No ]', false],
  ])('%s in %s: %s', (name, list, isThere) => {
    expect(hasPayload(list, name)).toBe(isThere);
  });
});

describe('hasNotify', () => {
  test.each([
    ['REKEY_SA', '[ N(REKEY_SA) SA No TSi TSr ]', true],
    ['REKEY_SA', '[ SA No TSi TSr N(REKEY_SA) ]', true],
    ['AUTH', '[ N(AUTH_FAILED) ]', false],
    ['NO_PROP', '[ SA ]', false],
  ])('%s in %s: %s', (short, list, isThere) => {
    expect(hasNotify(list, short)).toBe(isThere);
  });
});
