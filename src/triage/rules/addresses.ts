/**
 * Virtual IPs and the configuration payload (RFC 7296 section 2.19, 3.15; libcharon/sa/ikev2/tasks/child_create.c, ike_config.c).
 */
import { peerOf } from '../case.ts';
import { evidence, likely, proven, type Rule } from '../rule.ts';

/** The gateway has no address to give. */
export const noVirtualIp: Rule = {
  name: 'virtual-ip-unavailable',
  needs: ['vip.refused', 'config-payload.failed', 'vip.none'],
  judge(of) {
    const refused = of.last('vip.refused') ?? of.last('config-payload.failed');
    const none = of.last('vip.none');
    if (refused === undefined && none === undefined) return null;
    const full = of.last('vip.pool.full');
    const who = none?.fields.id ?? of.sa.remote.id ?? peerOf(of.sa);
    // `%any6` or an address with colons (libstrongswan/networking/host.c); networks for examples by RFC 1918 and RFC 3849.
    const asked = none?.fields.ip ?? '';
    const addresses = asked === '%any6' || asked.includes(':') ? '2001:db8:3::/120' : '10.3.0.0/24';
    return {
      severity: 'error',
      symptom: 'address-refused',
      causes: [
        proven(
          'virtual-ip-unavailable',
          full === undefined ? 'no pool gave an address' : `the pool ${full.fields.pool} is full`,
        ),
      ],
      summary:
        full === undefined
          ? `${who} asked for a virtual IP (${none?.fields.ip ?? 'any'}), but no pool here can give one.`
          : `${who} asked for a virtual IP, but the pool ${full.fields.pool} is full.`,
      evidence: evidence(of.last('vip.requested'), full, none, refused, of.trigger),
      fix: [
        {
          where: 'local',
          text:
            full === undefined
              ? 'Give the connection a pool of the family asked for'
              : 'Make the pool larger, or free leases',
          config: ['pools = rw', `pools { rw { addrs = ${addresses} } }`],
          ipsecConf: [`rightsourceip=${addresses}`],
        },
      ],
    };
  },
};

/** The gateway expects the client to ask for a virtual IP, and it did not. */
export const notRequested: Rule = {
  name: 'virtual-ip-not-requested',
  needs: ['vip.expected'],
  judge(of) {
    const expected = of.last('vip.expected');
    if (expected === undefined) return null;
    return {
      severity: 'error',
      symptom: 'address-refused',
      causes: [
        proven('virtual-ip-not-requested', 'the connection has a pool, and the peer sent no request for an address'),
      ],
      summary: `${of.sa.remote.id ?? peerOf(of.sa)} did not ask for a virtual IP, which the connection here requires.`,
      evidence: evidence(expected, of.last('ts.unacceptable'), of.trigger),
      fix: [
        {
          where: 'peer',
          text: 'Let the client ask for one',
          config: ['vips = 0.0.0.0'],
          ipsecConf: ['leftsourceip=%config'],
        },
      ],
    };
  },
};

/** The client was refused an address, or told to ask for one. */
export const refusedByPeer: Rule = {
  name: 'address-refused-received',
  needs: ['notify.child.received'],
  judge(of) {
    const notify = of.last('notify.child.received');
    const name = notify?.fields.notify;
    if (notify === undefined || (name !== 'INTERNAL_ADDRESS_FAILURE' && name !== 'FAILED_CP_REQUIRED')) return null;
    const isMissing = name === 'FAILED_CP_REQUIRED';
    return {
      severity: 'error',
      symptom: 'address-refused',
      causes: isMissing
        ? [proven('virtual-ip-not-requested', 'FAILED_CP_REQUIRED: the gateway wants this side to ask for an address')]
        : [
            proven(
              'virtual-ip-unavailable',
              'INTERNAL_ADDRESS_FAILURE says that it has no address to give: no pool, or a full one',
            ),
          ],
      summary: isMissing
        ? `${peerOf(of.sa)} requires this side to ask for a virtual IP.`
        : `${peerOf(of.sa)} has no virtual IP to give (no pool, or it is full).`,
      evidence: evidence(of.last('message.parsed'), notify, of.last('child.failed')),
      fix: isMissing
        ? [
            {
              where: 'local',
              text: 'Ask for an address',
              config: ['vips = 0.0.0.0'],
              ipsecConf: ['leftsourceip=%config'],
            },
          ]
        : [
            {
              where: 'peer',
              text: 'Define or enlarge the pool of the connection',
              config: ['pools = rw'],
              ipsecConf: ['rightsourceip=10.3.0.0/24'],
            },
          ],
      wouldSettle: isMissing ? null : `the log of ${peerOf(of.sa)}: "no virtual IP found for" or "pool ... is full"`,
    };
  },
};

/** IKEv1 Mode Config that the peer does not take: a site-to-site peer that is asked for an address answers with an error, or goes. */
export const modeConfigRejected: Rule = {
  name: 'mode-config-rejected',
  judge(of) {
    const { sa, trigger } = of;
    if (sa.version !== 1 || sa.role !== 'initiator') return null;
    if (trigger.type !== 'notify.error.received' && trigger.type !== 'ike.delete.received') return null;
    const from = sa.events.findLastIndex(
      (e) => e.type === 'message.generated' && e.fields.direction === 'request' && e.fields.exchange === 'TRANSACTION',
    );
    const request = sa.events[from];
    if (request?.type !== 'message.generated' || !/CPRQ\(.*ADDR/.test(request.fields.payloads)) return null;
    const after = sa.events.slice(from + 1);
    const isAnswered = after.some((e) => e.type === 'message.parsed' && e.fields.exchange === 'TRANSACTION');
    const goesOn = after.some((e) => e.type === 'message.generated' && e.fields.direction === 'request');
    if (isAnswered || goesOn) return null;
    const how = trigger.type === 'notify.error.received' ? trigger.fields.notify : 'a DELETE';
    return {
      severity: 'error',
      symptom: 'address-refused',
      causes: [likely('mode-config-rejected', `the request for an address was answered with ${how}`)],
      summary: `${peerOf(sa)} does not give addresses: it answered the request for a virtual IP (Mode Config) with ${how}.`,
      evidence: evidence(request, of.last('message.parsed'), trigger),
      fix: [
        {
          where: 'local',
          text: 'Do not ask for an address, and name the own network instead',
          config: ['# no vips', 'local_ts = <own subnet>'],
          ipsecConf: ['# no leftsourceip', 'leftsubnet=<own subnet>'],
        },
      ],
      wouldSettle: `the log of ${peerOf(sa)}: is it set up to give addresses?`,
    };
  },
};
