// What Node's HTTP/1.1 parser and its watch over slow heads complain of, in the listener's words.
import { refuse, type Refusal, type RefusalReason } from './refusal.ts'

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
export function parserRefusal({ code = '' }: NodeJS.ErrnoException): Refusal | undefined {
  const reason = reasons.get(code)
  if (reason !== undefined) return refuse(reason)
  return code.startsWith('HPE_') ? refuse('bad-syntax') : undefined
}
