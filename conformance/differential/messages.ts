// The messages in the bytes of one direction of an HTTP/1.1 connection, as a strict reader sees them: RFC 9112.
// What two gateways may write in different ways (the sizes of chunks) is taken out, and nothing else.

export interface Message {
  readonly start: string
  /** As they came, each `Name: value`. */
  readonly lines: readonly string[]
  readonly content: string
  readonly trailers: readonly string[]
  /** Of chunks, all that were there. */
  readonly extensions: readonly string[]
  readonly end: 'complete' | 'cut' | 'with the connection' | 'malformed'
}

export interface ReadMessage extends Message {
  /** Where the next one begins. */
  readonly next: number
}

const headEnd = '\r\n\r\n'

/** Undefined where no whole head is there. */
export function readRequest(bytes: string, from: number): ReadMessage | undefined {
  const head = readHead(bytes, from)
  return head && readBody(bytes, head, 'none')
}

/** `method`: of the request that it answers. */
export function readResponse(bytes: string, from: number, method: string): ReadMessage | undefined {
  const head = readHead(bytes, from)
  if (!head) return undefined
  const [, status = ''] = head.start.split(' ')
  const hasNone = method === 'HEAD' || /^(?:1\d\d|204|304)$/.test(status)
  if (hasNone) return { ...head, ...noBody, next: head.body }
  return readBody(bytes, head, 'with the connection')
}

interface Head {
  readonly start: string
  readonly lines: readonly string[]
  readonly body: number
}

const noBody = { content: '', trailers: [], extensions: [], end: 'complete' } as const

function readHead(bytes: string, from: number): Head | undefined {
  const end = bytes.indexOf(headEnd, from)
  if (end === -1) return undefined
  const [start = '', ...lines] = bytes.slice(from, end).split('\r\n')
  return { start, lines, body: end + headEnd.length }
}

function readBody(
  bytes: string,
  head: Head,
  unframed: 'none' | 'with the connection',
): ReadMessage {
  const { body } = head
  const length = valueOf(head, 'content-length')
  const coding = valueOf(head, 'transfer-encoding')
  if (coding !== undefined) return { ...head, ...readChunks(bytes, body) }
  if (length !== undefined) {
    const next = body + Number(length)
    const content = bytes.slice(body, next)
    const end = bytes.length >= next ? 'complete' : 'cut'
    return { ...head, ...noBody, content, end, next: body + content.length }
  }
  if (unframed === 'none') return { ...head, ...noBody, next: body }
  return { ...head, ...noBody, content: bytes.slice(body), end: unframed, next: bytes.length }
}

function readChunks(bytes: string, from: number): Omit<ReadMessage, keyof Head> & { next: number } {
  const contents: string[] = []
  const extensions: string[] = []
  const soFar = (end: Message['end'], next: number, trailers: readonly string[] = []) => ({
    content: contents.join(''),
    trailers,
    extensions,
    end,
    next,
  })
  const sizeLine = /([0-9A-Fa-f]+)([^\r\n]*)\r\n/y
  for (let at = from; ;) {
    sizeLine.lastIndex = at
    const found = sizeLine.exec(bytes)
    if (!found) return soFar(bytes.includes('\r\n', at) ? 'malformed' : 'cut', bytes.length)
    const [line, digits = '', extension = ''] = found
    if (extension !== '') extensions.push(extension)
    const size = parseInt(digits, 16)
    const begin = at + line.length
    if (size === 0) {
      if (bytes.startsWith('\r\n', begin)) return soFar('complete', begin + 2)
      const end = bytes.indexOf(headEnd, begin)
      if (end === -1) return soFar('cut', bytes.length)
      return soFar('complete', end + headEnd.length, bytes.slice(begin, end).split('\r\n'))
    }
    contents.push(bytes.slice(begin, begin + size))
    at = begin + size + 2
    if (bytes.length < at) return soFar('cut', bytes.length)
    if (!bytes.startsWith('\r\n', at - 2)) return soFar('malformed', bytes.length)
  }
}

function valueOf({ lines }: Head, name: string): string | undefined {
  const line = lines.find((each) => each.toLowerCase().startsWith(`${name}:`))
  return line?.slice(name.length + 1).trim()
}
