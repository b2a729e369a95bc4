// What Node's HTTP/1.1 parser and its watch over slow heads complain of, in the listener's words.
import { refuse, type RequestRefusal, type RefusalReason } from '../../sockets/refusal.ts'

/** The parser's errors have what it was reading. */
export interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

const reasons: ReadonlyMap<string, RefusalReason> = new Map([
  ['HPE_HEADER_OVERFLOW', 'header-too-large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'chunk-extensions-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'header-timeout'],
  ['HPE_INVALID_VERSION', 'bad-version'],
  ['HPE_INVALID_URL', 'bad-target'],
  ['HPE_INVALID_CONTENT_LENGTH', 'bad-framing'],
  ['HPE_UNEXPECTED_CONTENT_LENGTH', 'bad-framing'],
  ['HPE_INVALID_TRANSFER_ENCODING', 'bad-framing'],
  ['HPE_INVALID_CHUNK_SIZE', 'bad-framing'],
])

/** Undefined for an error of the connection itself, to which there is no answer. */
export function parserRefusal(error: ParserError): RequestRefusal | undefined {
  const { code = '' } = error
  const reason = reasons.get(code)
  if (reason === 'bad-version' && !/ HTTP\/[02-9]\.\d\r?$/.test(lineOf(error)))
    return refuse('bad-syntax')
  if (reason === 'header-too-large' && isRequestLine(lineOf(error)))
    return refuse('target-too-long')
  if (reason !== undefined) return refuse(reason)
  return code.startsWith('HPE_') ? refuse('bad-syntax') : undefined
}

/** What the parser stumbled in, as far as it came in one piece. */
function lineOf({ rawPacket, bytesParsed = 0 }: ParserError): string {
  if (rawPacket === undefined) return ''
  const end = rawPacket.indexOf('\n', bytesParsed)
  const start = rawPacket.lastIndexOf('\n', Math.max(0, bytesParsed - 1)) + 1
  return rawPacket.toString('latin1', start, end === -1 ? undefined : end)
}

/** Or a piece of one, in which no space stands. */
function isRequestLine(line: string): boolean {
  return /^(?:[A-Z-]+ )?[^ \r]+(?: HTTP\/\S*)?\r?$/.test(line)
}
