// A gateway with many clients behind one translator of addresses, whose threads do one job after another: whose lines these are is known from a log with tags.
import { expect, test } from 'vitest';
import { ownersOf, walkLines } from '../fixtures/corridor.ts';

const GATEWAY = '192.0.2.1';
const CLIENTS = 40;
const THREADS = 16;

/** Lines of the log in order, each with the number of the client it is about. */
function gatewayLog(): [client: number, line: string][] {
  const lines: [number, string][] = [];
  let at = Date.UTC(2026, 10, 1);
  const say = (client: number, thread: number, text: string) => {
    const id = String((thread % THREADS) + 1).padStart(2, '0');
    lines.push([client, `${new Date(at++).toISOString()} ${id}[${text.slice(0, 3)}] ${text.slice(4)}`]);
  };
  for (let client = 1; client <= CLIENTS; client++) {
    const [before, after] = [`203.0.113.9[${1000 + client}]`, `203.0.113.9[${2000 + client}]`];
    say(client, client, `NET received packet: from ${before} to ${GATEWAY}[500] (272 bytes)`);
    say(client, client, 'ENC parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]');
    say(client, client, 'IKE 203.0.113.9 is initiating an IKE_SA');
    say(client, client, 'ENC generating IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]');
    say(client, client, `NET sending packet: from ${GATEWAY}[500] to ${before} (280 bytes)`);
    say(client, client + 1, `NET received packet: from ${after} to ${GATEWAY}[4500] (272 bytes)`);
    say(client, client + 1, 'ENC parsed IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]');
    say(
      client,
      client + 1,
      `IKE IKE_SA rw[${client}] established between ${GATEWAY}[gw]...203.0.113.9[c${client}.test]`,
    );
    say(client, client + 1, 'ENC generating IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]');
    say(client, client + 1, `NET sending packet: from ${GATEWAY}[4500] to ${after} (208 bytes)`);
  }
  for (let round = 0; round < 3; round++) {
    for (let client = 1; client <= CLIENTS; client++) {
      const peer = `203.0.113.9[${2000 + client}]`;
      // The thread that has read the answer of one client asks the next.
      const [asks, reads] = [client * 7 + round, client * 7 + round + 7];
      say(client, asks, 'IKE sending DPD request');
      say(client, asks, `ENC generating INFORMATIONAL request ${round} [ ]`);
      say(client, asks, `NET sending packet: from ${GATEWAY}[4500] to ${peer} (80 bytes)`);
      say(client, reads, `NET received packet: from ${peer} to ${GATEWAY}[4500] (80 bytes)`);
      say(client, reads, `ENC parsed INFORMATIONAL response ${round} [ ]`);
    }
  }
  return lines;
}

test('liveness checks belong to the client that they are sent to', () => {
  const log = gatewayLog();
  const { report } = walkLines(...log.map(([, line]) => line));
  const owners = ownersOf(report);
  expect(report.ikeSas).toHaveLength(CLIENTS);
  expect(log.flatMap(([client], index) => (owners.get(index + 1)?.uniqueId === client ? [] : [index + 1]))).toEqual([]);
});
