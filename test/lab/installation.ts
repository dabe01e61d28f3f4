// The lab: which strongSwan plays. Where its programs and plugins lie comes out, for Debian's packages or below a prefix of one's own.
import { join, resolve } from 'node:path';

export interface Installation {
  readonly charon: string;
  readonly charonSystemd: string;
  readonly swanctl: string;
  readonly pki: string;
  /** The directory of its plugins. */
  readonly plugins: string;
}

/** A file without which the lab cannot run, and what puts it there. */
export type Need = readonly [file: string, source: string];

export const debian: Installation = {
  charon: '/usr/lib/ipsec/charon',
  charonSystemd: '/usr/sbin/charon-systemd',
  swanctl: '/usr/sbin/swanctl',
  pki: '/usr/bin/pki',
  plugins: '/usr/lib/ipsec/plugins',
};

/** Where strongSwan's own build puts them; like Debian's it must look for its configuration in /etc and for its sockets in /run. */
export function installationAt(prefix: string | undefined): Installation {
  if (prefix === undefined) return debian;
  const at = (path: string) => join(resolve(prefix), path);
  return {
    charon: at('libexec/ipsec/charon'),
    charonSystemd: at('sbin/charon-systemd'),
    swanctl: at('sbin/swanctl'),
    pki: at('bin/pki'),
    plugins: at('lib/ipsec/plugins'),
  };
}

export const pluginFile = ({ plugins }: Installation, name: string): string =>
  join(plugins, `libstrongswan-${name}.so`);

/** Of Debian's a file of each package is enough, and the source is the package's name. */
export function needsOf(installation: Installation): readonly Need[] {
  const { charon, charonSystemd, swanctl, pki } = installation;
  return [
    [charon, 'strongswan-charon'],
    [charonSystemd, 'charon-systemd'],
    [swanctl, 'strongswan-swanctl'],
    [pki, 'strongswan-pki'],
    [pluginFile(installation, 'kernel-libipsec'), 'libcharon-extra-plugins'],
    [pluginFile(installation, 'eap-mschapv2'), 'libcharon-extauth-plugins'],
    [pluginFile(installation, 'openssl'), 'libstrongswan-standard-plugins'],
    [pluginFile(installation, 'curve25519'), 'libstrongswan-extra-plugins'],
  ];
}
