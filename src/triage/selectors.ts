/**
 * Room 6: traffic selectors as prefixes (libstrongswan/selectors/traffic_selector.c), mirrored and compared.
 */
import { BlockList, isIP } from 'node:net';

/** A selector as printed: a subnet, a range or `dynamic`, with what follows in brackets or behind a bar. */
export interface Selector {
  readonly text: string;
  readonly net: string;
  /** `tcp/http`, `udp`, ... or null when every protocol and port fits. */
  readonly restriction: string | null;
}

/** A list as `%#R` prints it, separated by blanks. `10.0.0.0/8|/0` is what releases up to 5.3 printed; `|/0` says nothing. */
export function parseSelectors(list: string): Selector[] {
  return list
    .split(' ')
    .filter((s) => s !== '')
    .map((text) => {
      const bare = text.replace(/\|\/0$/, '');
      const bracket = /^(.*?)\[(.*)\]$/.exec(bare);
      return { text, net: bracket?.[1] ?? bare, restriction: bracket?.[2] ?? null };
    });
}

type Net = { readonly family: 'ipv4' | 'ipv6'; readonly address: string; readonly prefix: number };

/** A subnet; null for ranges, `dynamic` and what is no address. */
export function parseNet(net: string): Net | null {
  const slash = net.indexOf('/');
  const address = slash < 0 ? net : net.slice(0, slash);
  const version = isIP(address);
  if (version === 0) return null;
  const widest = version === 4 ? 32 : 128;
  const prefix = slash < 0 ? widest : Number(net.slice(slash + 1));
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > widest) return null;
  return { family: version === 4 ? 'ipv4' : 'ipv6', address, prefix };
}

/** An IPv4 address as a number of 32 bits. */
const v4 = (address: string) => address.split('.').reduce((bits, part) => (bits << 8) | Number(part), 0);

function contains(outer: Net, inner: Net): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  if (outer.family === 'ipv4')
    return outer.prefix === 0 || (v4(outer.address) ^ v4(inner.address)) >>> (32 - outer.prefix) === 0;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, outer.family);
  return list.check(inner.address, inner.family);
}

export type NetRelation = 'equal' | 'contains' | 'contained' | 'disjoint' | 'unknown';

/** How two selectors' networks lie to each other; `unknown` where one is a range or `dynamic`. */
export function relate(a: string, b: string): NetRelation {
  const [x, y] = [parseNet(a), parseNet(b)];
  if (x === null || y === null) return 'unknown';
  const [xy, yx] = [contains(x, y), contains(y, x)];
  if (xy && yx) return 'equal';
  return xy ? 'contains' : yx ? 'contained' : 'disjoint';
}
