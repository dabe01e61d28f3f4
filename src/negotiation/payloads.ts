/**
 * Room 4: the list in a summary line, `[ SA KE No N(NATD_S_IP) CPRQ(ADDR DNS) ]`, as structure.
 * libcharon/encoding/message.c builds it in 512 bytes: a list that does not fit is cut without its closing ` ]`.
 */

import { remembered } from './remember.ts';

/** The items of a payload list as printed. Blanks inside parentheses belong to the item. A cut last item is dropped. */
export function payloadItems(list: string): string[] {
  const items: string[] = [];
  const isCut = !list.endsWith(']');
  let depth = 0;
  let begin = -1;
  for (let i = 0; i < list.length; i++) {
    const c = list[i]!;
    if (c === '(') depth++;
    else if (c === ')') depth = Math.max(0, depth - 1);
    if ((c === ' ' || c === '[' || c === ']') && depth === 0) {
      if (begin >= 0) items.push(list.slice(begin, i));
      begin = -1;
    } else if (begin < 0) begin = i;
  }
  if (begin >= 0 && !isCut) items.push(list.slice(begin));
  return items;
}

/** Notifies that report an error (RFC 7296 section 3.10.1, types below 16384), by charon's short names. */
const ERROR_NOTIFIES = new Map<string, string>([
  ['CRIT', 'UNSUPPORTED_CRITICAL_PAYLOAD'],
  ['INVAL_IKE_SPI', 'INVALID_IKE_SPI'],
  ['INVAL_MAJOR', 'INVALID_MAJOR_VERSION'],
  ['INVAL_SYN', 'INVALID_SYNTAX'],
  ['INVAL_MID', 'INVALID_MESSAGE_ID'],
  ['INVAL_SPI', 'INVALID_SPI'],
  ['ATTR_UNSUP', 'ATTRIBUTES_NOT_SUPPORTED'],
  ['NO_PROP', 'NO_PROPOSAL_CHOSEN'],
  ['PLD_MAL', 'PAYLOAD_MALFORMED'],
  ['INVAL_KE', 'INVALID_KE_PAYLOAD'],
  ['INVAL_ID', 'INVALID_ID_INFORMATION'],
  ['INVAL_CERTEN', 'INVALID_CERT_ENCODING'],
  ['INVAL_CERT', 'INVALID_CERTIFICATE'],
  ['CERT_UNSUP', 'CERT_TYPE_UNSUPPORTED'],
  ['INVAL_CA', 'INVALID_CERT_AUTHORITY'],
  ['INVAL_HASH', 'INVALID_HASH_INFORMATION'],
  ['AUTH_FAILED', 'AUTHENTICATION_FAILED'],
  ['SINGLE_PAIR', 'SINGLE_PAIR_REQUIRED'],
  ['NO_ADD_SAS', 'NO_ADDITIONAL_SAS'],
  ['INT_ADDR_FAIL', 'INTERNAL_ADDRESS_FAILURE'],
  ['FAIL_CP_REQ', 'FAILED_CP_REQUIRED'],
  ['TS_UNACCEPT', 'TS_UNACCEPTABLE'],
  ['INVAL_SEL', 'INVALID_SELECTORS'],
  ['TEMP_FAIL', 'TEMPORARY_FAILURE'],
  ['NO_CHILD_SA', 'CHILD_SA_NOT_FOUND'],
  ['NO_STATE', 'STATE_NOT_FOUND'],
]);

const LONG_NAMES: ReadonlySet<string> = new Set(ERROR_NOTIFIES.values());

/** True for the long name of an error notify; status notifies (`COOKIE`, `MOBIKE_SUPPORTED` ...) are printed by the same words. */
export const isErrorNotify = (longName: string) => LONG_NAMES.has(longName);

function findErrorNotify(list: string): string | null {
  for (const item of payloadItems(list)) {
    if (!item.startsWith('N(')) continue;
    const long = ERROR_NOTIFIES.get(item.slice(2, -1));
    if (long !== undefined) return long;
  }
  return null;
}

/** Long name of the first error notify in a list, or null. */
export const errorNotify = remembered(findErrorNotify);

/** True when the list has the item, compared up to a `(` or `/`: `hasPayload(list, 'EAP')` is true for `EAP/REQ/ID`. */
export function hasPayload(list: string, name: string): boolean {
  return payloadItems(list).some((item) => {
    if (!item.startsWith(name)) return false;
    const next = item[name.length];
    return next === undefined || next === '(' || next === '/';
  });
}

/** True when the list has the notify with that short name. */
export function hasNotify(list: string, short: string): boolean {
  return list.includes(` N(${short}) `);
}

/** True for one part of a message (RFC 7383; IKEv1's FRAG): the whole follows. */
export const isFragment = remembered((list) => /\b(EF|FRAG)\(/.test(list));
