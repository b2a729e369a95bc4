// What a listener's TLS context is made of. It stands between the halves because both make one: the proxy
// half serves it, and the control half tries each pair in one before it calls it good.
import type { SecureContextOptions } from 'node:tls'
import { cipherSuites } from './cipher-suites.ts'
import { nodeTls } from './node-tls.ts'
import type { Certificate } from './routing-snapshot.ts'

export function contextOptions(certificates: readonly Certificate[]): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    ciphers: cipherSuites.join(':'),
    cert: certificates.map(({ certificateChain }) => certificateChain),
    key: certificates.map(({ privateKey }) => privateKey.reveal()),
  }
}

/** OpenSSL's code where it refuses what stands there; the code names what that is, and nothing of its content. */
export function whyRefused(options: SecureContextOptions): string | undefined {
  try {
    nodeTls().createSecureContext(options)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable'
  }
}
