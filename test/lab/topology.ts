// The lab: two hosts and a router between them. What goes wrong on the way (drops, address translation, a small MTU) goes wrong there.
import { run } from './command.ts';
import { createMachine, type Machine } from './namespaces.ts';
import type { HostName, Network } from './scenario.ts';

/** Documentation addresses only (RFC 5737). Each host has an address of its LAN on the loopback device. */
export const addresses = {
  moon: { outside: '192.0.2.1', gateway: '192.0.2.254', inside: '198.51.100.1', lan: '198.51.100.0/26' },
  sun: { outside: '203.0.113.1', gateway: '203.0.113.254', inside: '198.51.100.65', lan: '198.51.100.64/26' },
} as const;

export interface Topology {
  readonly hosts: Readonly<Record<HostName, Machine>>;
  /** Drops in the router what matches an nftables expression, as `udp dport 500`. */
  drop(match: string): Promise<void>;
  /** Ends all drops. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

async function connect(host: Machine, name: HostName, router: Machine, network: Network): Promise<void> {
  const { outside, gateway, inside } = addresses[name];
  const { mtu = 1500, furtherOutside = [], furtherInside = [] } = name === 'moon' ? network : {};
  const outsides = [outside, ...furtherOutside].map((address) => `ip addr add ${address}/24 dev eth0`);
  const insides = [inside, ...furtherInside].map((address) => `ip addr add ${address}/32 dev lo`);
  const cable = ['link', 'add', 'eth0', 'netns', `${host.pid}`, 'type', 'veth', 'peer', 'name', `${name}0`];
  await run('ip', [...cable, 'netns', `${router.pid}`]);
  await router.sh(`ip addr add ${gateway}/24 dev ${name}0; ip link set ${name}0 up`);
  await host.sh(
    [...insides, ...outsides, `ip link set eth0 mtu ${mtu} up`, `ip route add default via ${gateway}`].join('\n'),
  );
}

/** Before the defragmentation of connection tracking, so that single IP fragments can be dropped. */
const faultChain = `
  nft add table ip faults
  nft add chain ip faults way '{ type filter hook prerouting priority -450 ; }'`;

const maskChain = `
  nft add table ip nat
  nft add chain ip nat out '{ type nat hook postrouting priority 100 ; }'
  nft add rule ip nat out oifname sun0 masquerade`;

export async function createTopology(network: Network): Promise<Topology> {
  const machines: Machine[] = [];
  const close = async () => void (await Promise.all(machines.map((machine) => machine.close())));
  const create = async (name: string): Promise<Machine> => {
    const machine = await createMachine(name);
    machines.push(machine);
    return machine;
  };
  try {
    const hosts = { moon: await create('moon'), sun: await create('sun') };
    const router = await create('router');
    await router.sh(`echo 1 >/proc/sys/net/ipv4/ip_forward${faultChain}${network.nat ? maskChain : ''}`);
    await connect(hosts.moon, 'moon', router, network);
    await connect(hosts.sun, 'sun', router, network);
    if (network.behindMoon) await router.sh(`ip route add ${network.behindMoon} dev moon0`);
    return {
      hosts,
      drop: async (match) =>
        void (await router.sh(`nft add rule ip faults way ${match.replaceAll('&', '\\&')} counter drop`)),
      heal: async () => void (await router.sh('nft flush chain ip faults way')),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
