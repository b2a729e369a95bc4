// Node's own TLS, loaded when the first certificate or the first endpoint of TLS needs it: 7 MiB for whoever has
// neither. An `import` would load it with the program.
import type * as tls from 'node:tls'

export function nodeTls(): typeof tls {
  return process.getBuiltinModule('node:tls')
}
