// `ADDRESS:PORT` as a user writes it; IPv6 in brackets.
import { isIP } from 'node:net'

export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** Undefined where the text is none. */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  const port = Number(digits)
  const version = isIP(address)
  const isWellWritten = version === (bracketed === undefined ? 4 : 6)
  return isWellWritten && port <= 65_535 ? { address, port } : undefined
}

export function formatSocketAddress({ address, port }: SocketAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
