// Types of accuracy-expected.mjs.
export const LAB: { readonly [scenario: string]: readonly [initiator: string, responder: string] };
export const FAULTS: { readonly [fault: string]: readonly [initiator: string, responder: string] };
export const COMES_UP: { readonly [fault: string]: boolean };
export function judge(
  expectation: string,
  findings: readonly { readonly causes: readonly { readonly cause: string }[] }[],
): 'ok' | 'listed' | 'miss' | 'false alarm' | '-';
