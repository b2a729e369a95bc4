// ClientHellos made by hand, for tests.

export interface HelloParts {
  /** As it stands in the extension; undefined: no such extension. */
  readonly serverName?: string
  readonly extensions?: readonly Buffer[]
  /** Bytes of handshake in a record. */
  readonly recordSize?: number
}

export function clientHello({
  serverName,
  extensions = [],
  recordSize = 16_384,
}: HelloParts): Buffer {
  const all = [
    ...(serverName === undefined ? [] : [serverNameExtension(serverName)]),
    ...extensions,
  ]
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    sized(2, Buffer.from([0x13, 0x01])),
    sized(1, Buffer.from([0])),
    sized(2, Buffer.concat(all)),
  ])
  return inRecords(Buffer.concat([Buffer.from([1]), sized(3, body)]), recordSize)
}

export function serverNameExtension(name: string): Buffer {
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name, 'latin1'))])
  return extension(0, sized(2, entry))
}

export function extension(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 255]), sized(2, content)])
}

export function inRecords(handshake: Buffer, size: number): Buffer {
  const records: Buffer[] = []
  for (let at = 0; at < handshake.length; at += size) {
    const part = handshake.subarray(at, at + size)
    records.push(Buffer.from([22, 3, 1]), sized(2, part))
  }
  return Buffer.concat(records)
}

function sized(bytes: number, content: Buffer): Buffer {
  const length = Buffer.alloc(bytes)
  length.writeUIntBE(content.length, 0, bytes)
  return Buffer.concat([length, content])
}
