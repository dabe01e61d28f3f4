/**
 * Lines of charon's for the tests of this room: attempts that fail.
 */

/** The `n`th second: a peer of the connection `rw` at `host` calls himself `id` and has a wrong secret. */
export function refusedPsk(n: number, host: string, id: string): string[] {
  return [
    `[NET] received packet: from ${host}[500] to 203.0.113.1[500] (336 bytes)`,
    '[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]',
    `[IKE] ${host} is initiating an IKE_SA`,
    '[ENC] generating IKE_SA_INIT response 0 [ SA KE No ]',
    `[NET] sending packet: from 203.0.113.1[500] to ${host}[500] (300 bytes)`,
    `[NET] received packet: from ${host}[500] to 203.0.113.1[500] (300 bytes)`,
    '[ENC] parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]',
    `[CFG] looking for peer configs matching 203.0.113.1[%any]...${host}[${id}]`,
    "[CFG] selected peer config 'rw'",
    `[IKE] tried 1 shared key for 'gw' - '${id}', but MAC mismatched`,
    '[ENC] generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]',
    `[NET] sending packet: from 203.0.113.1[500] to ${host}[500] (80 bytes)`,
  ].map((text) => `2026-11-23T10:00:0${n}.000Z 0${n}${text}`);
}
