// What a machine needs for a cluster where no image registry is reached. All of it is Debian's own,
// and only `kind/install-tools.ts` installs it.

/** Copied into the node image. */
export const nodePackages = [
  'busybox-static',
  'conntrack',
  'containerd',
  'containernetworking-plugins',
  'iproute2',
  'iptables',
  'mount',
  'openssl',
  'runc',
] as const

/** The engine that starts the node's container, if no Docker answers. */
export const enginePackages = ['podman', 'runc', 'iptables', 'containernetworking-plugins'] as const

/** Clients that the guide's pages show. */
export const clientPackages = ['netcat-openbsd', 'openssl'] as const

export const installHint =
  'On Debian or Ubuntu, `sudo node_modules/.bin/node kind/install-tools.ts` installs what is needed.'
