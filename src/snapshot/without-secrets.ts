// Keys and tokens in a text are told by their shape, also where they are encoded, cut short, or spread over
// lines. What clients send comes here too: no expression may look at a place more than a few times.

export const hidden = '[redacted]'

/** What is encoded may hold what is encoded. */
const mostLayers = 3

export function withoutSecrets(text: string, layers = mostLayers): string {
  // Most texts are a name or a path.
  if (!mayHold.test(text)) return text
  let shown = withoutKeyTails(text.replace(keys, hidden))
  if (layers > 0)
    shown = withoutEncoded(shown, layers - 1).replace(base64, (encoded) =>
      isSecretInBase64(encoded, layers - 1) ? hidden : encoded,
    )
  for (const [shape, instead] of tokens) shown = shown.replace(shape, instead)
  return shown
}

/** As it is, where it can't be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const mayHold =
  /[=:@%]|----|Private-|ey[JA]|LS0t|TFMwd|M[C-J][A-Za-z0-9+/]{20}|b3BlbnNz|UHVUVFkt|(?:[Rr][Ee][Rr]|[Ss][Ii][Cc]|[Kk][Ee][NnYy]|[Aa][Tt][Ee]|[Ll][Mm])[ +]|gh[opsru]_|github_pat_|glpat-|xox[abprs]-|ya29|npm_|hvs\.|sk[-_]|A[KS]IA|AIza/

const label = '[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{4,5}'
/** PEM (RFC 7468) and its relatives, of which the end may be missing; a quote is in none. */
const keys = new RegExp(
  `-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[^"]*?(?:-{4,5} ?END ${label}|(?=")|$)|Private-Lines: ?\\d[^"]*`,
  'gi',
)
const keyTail = new RegExp(`-{4,5} ?END ${label}`, 'gi')

/** The last lines of a key whose beginning was cut off. */
function withoutKeyTails(text: string): string {
  let shown = ''
  let from = 0
  for (const { index, 0: tail } of text.matchAll(keyTail)) {
    let at = index
    while (at > from && /[\w+/=\s\\]/.test(text.charAt(at - 1))) at--
    shown += text.slice(from, at) + hidden
    from = index + tail.length
  }
  return shown + text.slice(from)
}

/** `----`, DER, `openssh-key`, `PuTTY-`, and `LS0t` once more. Lines may be broken, also in JSON. */
const base64 =
  /(?<![A-Za-z0-9+/])(?:LS0t|M[C-J]|b3BlbnNz|UHVUVFkt|TFMwd)[A-Za-z0-9+/]{20,}={0,2}(?:[ \t]{0,40}(?:\r?\n|(?:\\r)?\\n)[ \t]{0,40}[A-Za-z0-9+/]+={0,2})*/g

function isSecretInBase64(encoded: string, layers: number): boolean {
  const bytes = Buffer.from(encoded.replace(/\\[rn]/g, ''), 'base64')
  if (isKeyInDer(bytes)) return true
  const text = bytes.toString('latin1')
  return text.startsWith('openssh-key') || withoutSecrets(text, layers) !== text
}

/**
 * A sequence that begins with its version: PKCS #1, PKCS #8, SEC 1, PKCS #12; or with how it is encrypted
 * (PKCS #5). A certificate begins with a sequence, a public key with another algorithm or a long number.
 */
function isKeyInDer(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false
  const content = bytes.subarray(contentAt(bytes))
  if (content[0] === 0x02) return content[1] === 1 && [0, 1, 3].includes(content[2] ?? -1)
  const algorithm = content.subarray(contentAt(content)).toString('latin1', 0, 10)
  return content[0] === 0x30 && algorithm.startsWith('\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05')
}

function contentAt(der: Buffer): number {
  const length = der[1] ?? 0
  return length < 0x80 ? 2 : 2 + (length & 0x7f)
}

/** Percent-encoding: what is between spaces and quotes goes as a whole. */
function withoutEncoded(text: string, layers: number): string {
  if (!text.includes('%')) return text
  return text.replace(/[^\s"'<>]+/g, (piece) => {
    const plain = piece.includes('%') ? decoded(piece) : piece
    return plain !== piece && withoutSecrets(plain, layers) !== plain ? hidden : piece
  })
}

const secretNames =
  'authorization|cookie|passw|pwd|passphrase|token|secret|credential|api[-_]?key|access[-_]?key|private[-_]?key|key-data|signature|sess(?:ion)?[-_]?id'
/** `"api-token` up to the sign behind it. */
const assigned = `(?<![\\w.\\]-])([\\w.-]{0,40}?(?:${secretNames})[\\w-]{0,20}(?:\\[\\w{0,20}\\])?\\\\{0,3}["']?`

const tokens: readonly (readonly [RegExp, string])[] = [
  // HTTP's schemes of authorization, and no words of a sentence.
  [
    /\b(bearer|basic|negotiate|ntlm|token|apikey)([ +]{1,8})(?=[^\s"]{0,64}[\d=_./]|\w{0,64}(?-i:[a-z][A-Z]|[A-Z]{3}))[\w+/.~=:-]{6,}/gi,
    `$1$2${hidden}`,
  ],
  // JSON Web Tokens (RFC 7519), signed, not signed and encrypted: `{"` in base64url.
  [/(?<![\w-])ey[JA][\w-]{5,}\.[\w-]*(?:\.[\w-]*)+/g, hidden],
  [
    /\b(?:gh[opsru]_|github_pat_|glpat-|xox[abprs]-|sk_(?:live|test)_|sk-(?:proj|ant)-|AKIA|ASIA|AIza|ya29\.|npm_|hvs\.)[\w-]{12,}/g,
    hidden,
  ],
  [/(hooks\.slack\.com\/services\/)[\w/]+/g, `$1${hidden}`],
  // The user of a URL, whose name may be a token, and a password with a slash in it.
  [/:\/\/[^\s/@"?#]{1,400}@/g, `://${hidden}@`],
  [/:\/\/[^\s/:@"?#]{0,100}:(?!\d+[/?#])[^\s@"]{1,200}@/g, `://${hidden}@`],
  [/(?<![^\s"'])[\w.-]{1,100}:[^\s/@"]{1,200}@(?=[\w[])/g, `${hidden}@`],
  [
    /(?<![\w.\]-])((?:proxy-)?authorization|(?:set-)?cookie): ?(?!\[)[^\n\r"'\\]+/gi,
    `$1: ${hidden}`,
  ],
  [new RegExp(`${assigned}=\\\\{0,3}["']?)[^\\s"'\\\\,;&})\\]]+`, 'gi'), `$1${hidden}`],
  // The header of a filter, in JSON.
  [
    new RegExp(
      `(name\\\\{0,3}"\\s?:\\s?\\\\{0,3}"[\\w-]{0,40}(?:${secretNames})[\\w-]{0,20}\\\\{0,3}",\\s?\\\\{0,3}"value\\\\{0,3}"\\s?:\\s?\\\\{0,3}")[^"\\\\]+`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  // Words of a sentence may follow a colon.
  [
    new RegExp(
      `${assigned}\\s?:\\s?\\\\{0,3}["']?)(?!\\[)[^\\s"'\\\\,;&})\\]]+(?=\\s*(?:[\\n\\r"'\\\\,;})]|$))`,
      'gi',
    ),
    `$1${hidden}`,
  ],
]
