/**
 * IPsec is fine, and what runs through it is not. Only charon's own lines are read, which say nothing of L2TP or PPP; what they can show is a CHILD_SA for
 * L2TP (RFC 3193) that carried packets both ways for a moment, without an interface of PPP appearing, before the peer took it down.
 */
import type { IkeEvent } from '../../negotiation/index.ts';
import { connectionOf, peerOf } from '../case.ts';
import { evidence, likely, possible, type Rule } from '../rule.ts';

/** UDP port 1701, which is printed by its name in /etc/services: l2f, or l2tp. */
const L2TP = /\[udp\/(?:l2f|l2tp|1701)\]/;
/** An interface of PPP (libcharon/plugins/kernel_netlink/kernel_netlink_net.c prints those that come and go). */
const PPP = /^(?:ppp|l2tp|ng)\d/;
/** A session that lasted longer than this, in milliseconds, was one. */
const MOMENT_MS = 60_000;

const isOfPpp = (event: IkeEvent) =>
  (event.type === 'interface.found' || event.type === 'interface.lost') && PPP.test(event.fields.interface);

export const upperLayer: Rule = {
  name: 'upper-layer',
  judge(of) {
    const { sa, trigger } = of;
    if (trigger.type !== 'child.closing') return null;
    const { bytesIn, bytesOut, tsLocal, tsRemote, child, cuid } = trigger.fields;
    if (!L2TP.test(tsLocal) && !L2TP.test(tsRemote)) return null;
    if (bytesIn === undefined || bytesOut === undefined || bytesIn === 0 || bytesOut === 0) return null;
    const established = of.all('child.established').findLast((e) => e.fields.cuid === cuid);
    const deleted = of.last('child.delete.received');
    const isShort = established !== undefined && trigger.at - established.at < MOMENT_MS;
    if (!isShort || deleted === undefined) return null;
    const since = of.around.outside(sa.daemon).filter((e) => !(e.at < established.at));
    if (since.some(isOfPpp)) return null;
    const seconds = Math.round((trigger.at - established.at) / 1000);
    return {
      severity: 'info',
      symptom: 'tunnel-lost',
      causes: [
        likely(
          'upper-layer',
          `${bytesIn} bytes came in and ${bytesOut} went out through the CHILD_SA for L2TP, no interface of PPP appeared, and the peer took it down`,
        ),
        possible('peer-deleted', 'or the user hung up at once'),
      ],
      summary: `${connectionOf(sa)}: CHILD_SA ${child} for L2TP worked both ways, and ${peerOf(sa)} took it down after ${seconds} s: IPsec is not the fault, the login through L2TP and PPP failed.`,
      evidence: evidence(established, deleted, trigger),
      fix: [
        {
          where: 'local',
          text: 'Read what xl2tpd and pppd said at this time: user, password, address, MTU',
          config: [],
        },
      ],
      wouldSettle: 'the log of the L2TP and PPP daemons, with debug in options.xl2tpd',
      childSa: sa.children.find((c) => c.uniqueId === cuid) ?? null,
    };
  },
};
