// Reads the server name out of a TLS ClientHello (RFC 8446 §4.1.2, RFC 6066 §3) before any TLS server
// sees it: the name decides which server that is. Pure: bytes in, and either more are needed, or it is
// known what this is.

export type ClientHello =
  /** Call again with at least `bytes` bytes. */
  | { readonly type: 'more'; readonly bytes: number }
  /** `serverName`: lower case, no trailing dot, '' where the client names none. */
  | { readonly type: 'hello'; readonly serverName: string }
  | { readonly type: 'not-tls' }
  | { readonly type: 'malformed' }
  | { readonly type: 'too-large' }

export interface HelloLimits {
  readonly helloBytes: number
  readonly helloRecords: number
}

const recordHead = 5
const handshakeRecord = 22
const clientHello = 1
const handshakeHead = 4
const largestRecord = 2 ** 14

export function readClientHello(bytes: Buffer, limits: HelloLimits): ClientHello {
  const message: Buffer[] = []
  let length = 0
  let at = 0
  for (let records = 0; records < limits.helloRecords; records++) {
    // The first byte tells whether to wait at all.
    if (at < bytes.length && bytes[at] !== handshakeRecord) return otherwise(records)
    if (at + 1 < bytes.length && bytes[at + 1] !== 3) return otherwise(records)
    if (bytes.length < at + recordHead) return more(at + recordHead, limits)
    const size = bytes.readUInt16BE(at + 3)
    if (size === 0 || size > largestRecord) return { type: 'malformed' }
    if (bytes.length < at + recordHead + size) return more(at + recordHead + size, limits)
    message.push(bytes.subarray(at + recordHead, at + recordHead + size))
    length += size
    at += recordHead + size
    if (message[0]![0] !== clientHello) return { type: 'malformed' }
    if (length < handshakeHead) continue
    const whole = message.length === 1 ? message[0]! : Buffer.concat(message)
    const needed = handshakeHead + whole.readUIntBE(1, 3)
    if (needed > limits.helloBytes) return { type: 'too-large' }
    if (length >= needed) return readMessage(whole.subarray(handshakeHead, needed))
  }
  return { type: 'too-large' }
}

function more(bytes: number, limits: HelloLimits): ClientHello {
  return bytes > limits.helloBytes ? { type: 'too-large' } : { type: 'more', bytes }
}

function otherwise(records: number): ClientHello {
  return { type: records === 0 ? 'not-tls' : 'malformed' }
}

function readMessage(message: Buffer): ClientHello {
  const reader = new Reader(message)
  reader.skip(2 + 32) // legacy_version, random
  reader.skip(reader.uint8()) // legacy_session_id
  reader.skip(reader.uint16()) // cipher_suites
  reader.skip(reader.uint8()) // legacy_compression_methods
  if (reader.isPastEnd) return { type: 'malformed' }
  if (reader.isAtEnd) return { type: 'hello', serverName: '' }
  const extensions = reader.take(reader.uint16())
  if (!reader.isAtEnd) return { type: 'malformed' }
  let serverName = ''
  while (!extensions.isAtEnd) {
    const type = extensions.uint16()
    const extension = extensions.take(extensions.uint16())
    if (extensions.isPastEnd) return { type: 'malformed' }
    if (type !== 0) continue
    const name = readServerName(extension)
    // A second one would leave open which of them the TLS server goes by.
    if (name === undefined || serverName !== '') return { type: 'malformed' }
    serverName = name
  }
  return { type: 'hello', serverName }
}

/** One host_name: no other type of name was ever defined, and a list may hold one of a type. */
function readServerName(extension: Reader): string | undefined {
  const list = extension.take(extension.uint16())
  const type = list.uint8()
  const name = list.take(list.uint16())
  if (type !== 0 || !extension.isAtEnd || !list.isAtEnd) return undefined
  return normalServerName(name.text())
}

/** Undefined for what can't be a host name. */
export function normalServerName(raw: string): string | undefined {
  const name = raw.toLowerCase().replace(/\.$/, '')
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name) && name.length <= 253 ? name : undefined
}

/** Reads past the end give zeros, and are noticed. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  get isPastEnd(): boolean {
    return this.#at > this.#bytes.length
  }

  uint8(): number {
    const value = this.#bytes[this.#at] ?? 0
    this.#at += 1
    return value
  }

  uint16(): number {
    return this.uint8() * 256 + this.uint8()
  }

  skip(length: number): void {
    this.#at += length
  }

  take(length: number): Reader {
    const part = new Reader(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return part
  }

  text(): string {
    return this.#bytes.toString('latin1')
  }
}
