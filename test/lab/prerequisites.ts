// The lab: says what is missing, and what to do about it, before anything is started.
import { access } from 'node:fs/promises';

/** A file of each package; Debian's names and paths. */
const packages: readonly (readonly [file: string, name: string])[] = [
  ['/usr/lib/ipsec/charon', 'strongswan-charon'],
  ['/usr/sbin/charon-systemd', 'charon-systemd'],
  ['/usr/sbin/swanctl', 'strongswan-swanctl'],
  ['/usr/bin/pki', 'strongswan-pki'],
  ['/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so', 'libcharon-extra-plugins'],
  ['/usr/lib/ipsec/plugins/libstrongswan-eap-mschapv2.so', 'libcharon-extauth-plugins'],
  ['/usr/lib/ipsec/plugins/libstrongswan-openssl.so', 'libstrongswan-standard-plugins'],
  ['/usr/lib/ipsec/plugins/libstrongswan-curve25519.so', 'libstrongswan-extra-plugins'],
  ['/usr/bin/ping', 'iputils-ping'],
  ['/lib/systemd/systemd-journald', 'systemd'],
  ['/usr/sbin/nft', 'nftables'],
  ['/usr/sbin/ip', 'iproute2'],
  ['/usr/bin/unshare', 'util-linux'],
];

/** What stands in the way, a sentence each; nothing when the lab can run. */
export async function obstacles(): Promise<readonly string[]> {
  const found: string[] = [];
  if (process.getuid?.() !== 0)
    found.push('The lab makes network namespaces, so it must run as root: sudo npm run lab');
  const present = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );
  const missing: string[] = [];
  for (const [file, name] of packages) if (!(await present(file))) missing.push(name);
  if (missing.length > 0) found.push(`Packages are missing. On Debian 12: apt-get install ${missing.join(' ')}`);
  if (!(await present('/dev/net/tun')))
    found.push('/dev/net/tun is missing (ESP runs in user space here): modprobe tun');
  return found;
}
