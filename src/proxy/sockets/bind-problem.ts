// Why a socket could not be bound, as one sentence that says what to do.
import { hostPort } from '../words/host-port.ts'

export interface BindFailure {
  readonly address: string
  readonly port: number
  /** Absent: TCP, which nobody needs to be told. */
  readonly transport?: 'UDP'
  readonly error: NodeJS.ErrnoException
  /** Ports can be moved all together; where they cannot, this is a node of a cluster. */
  readonly hasPortOffset: boolean
}

export function bindProblem(failure: BindFailure): string {
  const { address, port, transport, error, hasPortOffset } = failure
  const where = hostPort(address, port) + (transport ? ` (${transport})` : '')
  switch (error.code) {
    case 'EADDRINUSE':
      return hasPortOffset
        ? `${where} is in use by another program: stop that program, or choose another port or port offset`
        : `${where} is in use by another program on the node: stop that program, or choose another port`
    case 'EACCES':
    case 'EPERM':
      return `${where} cannot be bound by this user: choose a port above 1023${hasPortOffset ? ' (for all listeners: a port offset)' : ''}, or grant CAP_NET_BIND_SERVICE`
    case 'EADDRNOTAVAIL':
      return `${where} cannot be bound because this machine does not have the address: add it to an interface, or choose another address`
    case 'EAFNOSUPPORT':
      return `${where} cannot be bound because this machine does not support this address family: enable IPv6, or choose an IPv4 address`
    case 'EMFILE':
    case 'ENFILE':
      return `${where} cannot be bound because too many files are open: raise the limit of open files (ulimit -n)`
    case 'ERR_SOCKET_BAD_PORT':
      return `${where} cannot be bound because valid ports are 1 to 65535: choose another port${hasPortOffset ? ', or a smaller port offset' : ''}`
    default:
      return `${where} cannot be bound (${error.code ?? error.message}): choose another address or port`
  }
}
