// The lab: says what is missing, and what to do about it, before anything is started.
import { access } from 'node:fs/promises';
import { debian, type Installation, type Need, needsOf, pluginFile } from './installation.ts';
import type { Scenario } from './scenario.ts';

/** Of everything but strongSwan; Debian's names and paths. */
const others: readonly Need[] = [
  ['/usr/bin/ping', 'iputils-ping'],
  ['/lib/systemd/systemd-journald', 'systemd'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/bin/unshare', 'util-linux'],
];

const present = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The plugins that a scenario adds to the lab's and that strongSwan lacks, as an older one does; nothing when it can be played. */
export async function pluginsMissing({ moon, sun }: Scenario, installation: Installation): Promise<readonly string[]> {
  const wanted = new Set([...(moon.plugins?.with ?? []), ...(sun.plugins?.with ?? [])]);
  const missing: string[] = [];
  for (const name of wanted) if (!(await present(pluginFile(installation, name)))) missing.push(name);
  return missing;
}

/** What stands in the way of a lab with that strongSwan, a sentence each; nothing when it can run. */
export async function obstacles(installation: Installation = debian): Promise<readonly string[]> {
  const found: string[] = [];
  if (process.getuid?.() !== 0)
    found.push('The lab makes network namespaces, so it must run as root: sudo npm run lab');
  const missing = async (needs: readonly Need[]): Promise<readonly Need[]> => {
    const there = await Promise.all(needs.map(([file]) => present(file)));
    return needs.filter((_, index) => !there[index]);
  };
  const own = needsOf(installation);
  const isOwnBuild = installation !== debian;
  const packages = await missing(isOwnBuild ? others : [...own, ...others]);
  if (packages.length > 0) {
    const names = packages.map(([, name]) => name).join(' ');
    found.push(`Packages are missing. On Debian 12: apt-get install ${names}`);
  }
  const files = isOwnBuild ? await missing(own) : [];
  if (files.length > 0) found.push(`Not installed below --prefix: ${files.map(([file]) => file).join(' ')}`);
  if (!(await present('/dev/net/tun')))
    found.push('/dev/net/tun is missing (ESP runs in user space here): modprobe tun');
  return found;
}
