/**
 * Room 6, causes. The daemon, its files and its surroundings: what goes wrong before a packet is sent.
 */
import type { CauseStories } from './story.ts';

export const setUp = {
  'config-invalid': {
    title: 'A value in the configuration cannot be used',
    means:
      'charon or its loader could not understand a setting. The connection is missing or incomplete, so ' +
      'what follows fails for that reason.',
    proof:
      '"skipped invalid proposal string:", "algorithm ... not recognized", "a PRF algorithm is mandatory in ' +
      'IKE proposals", "classic and combined-mode (AEAD) encryption algorithms can\'t be contained in the ' +
      'same". Later "no config named" is only the consequence. swanctl --load-all prints the reason too.',
    otherwise: 'config-not-loaded: no value is at fault, nothing was loaded.',
    mend:
      'Correct the value that the line names; misspelt algorithms in proposals and esp_proposals are the ' +
      'most frequent (ipsec.conf: ike, esp). Then swanctl --load-all (ipsec update) and read what it says.',
  },
  'config-not-loaded': {
    title: 'The connection, or its present form, was never loaded',
    means:
      'The daemon runs, but nobody told it about the connections, or about changes made since: they are in a ' +
      'file that was not read.',
    proof:
      'Since "Starting IKE charon daemon" there is no "added vici connection:" (ipsec.conf: "added ' +
      'configuration"). Then "no IKE config found for" for every peer, or "no config named". With --config: the ' +
      'log shows other settings in use than the file has.',
    otherwise:
      'no-ike-config: other connections were loaded, and other peers work. config-invalid: loading was ' +
      'tried and a value refused.',
    mend:
      'Run swanctl --load-all (ipsec update, with auto=add or more in the conn). Let the service do it at ' +
      'its start: the unit strongswan runs swanctl, the unit strongswan-starter reads ipsec.conf. swanctl ' +
      '--list-conns shows what is loaded.',
  },
  'plugin-missing': {
    title: 'This daemon lacks a plugin that the connection needs',
    means: 'An EAP method, an algorithm or another feature lives in a plugin that is not installed or not ' + 'loaded.',
    proof:
      '"EAP-Identity request configured, but not supported", "loading EAP_MSCHAPV2 method failed", "not ' +
      'supported, sending EAP_NAK", "has unmet dependency:". The line "loaded plugins:" at the start does ' +
      'not name it.',
    otherwise: 'eap-method-mismatch: both can do what they offer, but offer different things.',
    mend:
      'Install the package that has the plugin; on Debian libcharon-extauth-plugins, ' +
      'libcharon-extra-plugins and libstrongswan-extra-plugins. Set load = yes for it in ' +
      'strongswan.d/charon and restart. swanctl --stats lists what is loaded.',
  },
  'permission-denied': {
    title: 'The daemon may not read a file or may not change the kernel',
    means:
      'The daemon runs with fewer rights than it needs: a file has another owner, AppArmor or SELinux ' +
      'forbids it, or the container lacks a capability.',
    proof:
      '"failed: Permission denied" after the name of a file, "kernel-netlink plugin might require ' +
      'CAP_NET_ADMIN capability", "Operation not permitted (1)", or "initialization failed - aborting ' +
      'charon".',
    otherwise: 'private-key-missing: no file is there at all. kernel-module-missing: the errno is 38, 89 or 93.',
    mend:
      'Give the daemon CAP_NET_ADMIN (docker run --cap-add=NET_ADMIN). Keep keys in swanctl/private ' +
      '(ipsec.d/private), readable for its user. For files elsewhere extend the AppArmor or SELinux ' +
      'profile.',
  },
  'kernel-module-missing': {
    title: 'The kernel of this host lacks IPsec',
    means:
      'charon needs the XFRM framework, the ESP module or a TUN device of the kernel, and it is not there. ' +
      'Small containers and trimmed kernels often lack it.',
    proof:
      '"Protocol not supported (93)" or "Function not implemented (38)", and "unable to install inbound and ' +
      'outbound IPsec SA (SAD) in kernel" for every CHILD_SA, "unable to create IPv4 routing table rule", ' +
      '"failed to open /dev/net/tun:".',
    otherwise: 'kernel-sa-failed: other algorithms work. permission-denied: the errno is 1.',
    mend:
      'Load the modules on the host, not in the container: modprobe xfrm_user esp4 esp6. Where the kernel ' +
      'cannot, use the plugin kernel-libipsec, which needs /dev/net/tun.',
  },
  'network-unreachable': {
    title: 'This host could not send the packet',
    means:
      'The operating system refused to send. There is no route, the interface is down, or a local firewall ' +
      'forbids it.',
    proof:
      '"error writing to socket: Network is unreachable", or with another reason, such as "No route to ' +
      'host" or "Operation not permitted".',
    otherwise: 'peer-unreachable: packets leave this host and no answer comes.',
    mend:
      'Bring the interface up and give the host a route to the peer. "Operation not permitted" is the ' +
      'firewall of this host. Start charon after the network is up; keyingtries = 0 tries on (ipsec.conf: ' +
      'keyingtries=%forever).',
  },
  'daemon-already-running': {
    title: 'Another charon runs, or left its pid file behind',
    means: 'A second daemon cannot start while the first one holds the pid file and the ports.',
    proof:
      '"charon already running (", with the pid file and "exists)", or "is already running ... skipping ' +
      'daemon start".',
    otherwise: 'permission-denied: ports or files are refused for another reason.',
    mend:
      'Stop the other one: charon-systemd (unit strongswan) and the starter (unit strongswan-starter) ' +
      'exclude each other. If none runs, delete the pid file that the line names.',
  },
} as const satisfies CauseStories;
