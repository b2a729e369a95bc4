// What people and programs are shown must not give away what lets somebody in. Secrets have a type that
// never prints; this is for text that only looks like one: a key in a ConfigMap, a token in a filter, in a
// match, in a query. It shows too little rather than too much.

export const hidden = '[redacted]'

/** Of a header, a cookie, a query parameter, an annotation. */
const secretName =
  /authorization|token|secret|passw|pwd|cookie|credential|session|signature|jwt|(^|[-_.])auth($|[-_.])|(^|[-_.]|api|access|private)(key|sig|code|otp)$/i

export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** The value of what has this name, as it may be shown. */
export function shownValue(name: string, value: string): string {
  return isSecretName(name) ? hidden : withoutSecrets(value)
}

/** Any value as JSON; of what has a name and a value, the value goes by the name. */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, key, one: unknown) {
    return shownField(this, key, one)
  })
}

/** A field of an object, as it may be shown where it is a text. */
export function shownField(holder: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const name = key === 'value' ? nameOf(holder) : undefined
  return name === undefined ? withoutSecrets(value) : shownValue(name, value)
}

function nameOf(holder: unknown): string | undefined {
  if (typeof holder !== 'object' || holder === null || !('name' in holder)) return undefined
  return typeof holder.name === 'string' ? holder.name : undefined
}

/** A path and query, as it may be shown. */
export function shownTarget(target: string): string {
  const start = target.indexOf('?')
  if (start < 0) return target
  const query = target
    .slice(start + 1)
    .split('&')
    .map((part) => {
      const [name = '', ...rest] = part.split('=')
      return rest.length === 0 ? part : `${name}=${shownValue(name, rest.join('='))}`
    })
  return `${target.slice(0, start)}?${query.join('&')}`
}

const shapes: readonly (readonly [RegExp, string])[] = [
  // PEM, of which the end may be missing.
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY[^]*?(-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)/g, hidden],
  [/\b(Bearer|Basic) +(?=[^\s"]*[\d=_.])[\w+/.~=:-]{6,}/gi, `$1 ${hidden}`],
  // Signed JSON Web Tokens (RFC 7519): `{"` in base64url.
  [/\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/g, hidden],
  [/\b(gh[opsru]_|github_pat_|glpat-|xox[abprs]-|sk_live_|AKIA)[\w-]{12,}/g, hidden],
  // A user's password in a URL.
  [/:\/\/[^\s/:@"]*:[^\s/@"]+@/g, `://${hidden}@`],
]

/** `-----BEGIN` in base64. */
const encodedPem = /LS0tLS1CRUdJTi[\w+/=-]*/g

/** Keys and tokens in a text are told by their shape. */
export function withoutSecrets(text: string): string {
  let shown = text.replace(encodedPem, (encoded) =>
    Buffer.from(encoded, 'base64').toString('latin1').includes('PRIVATE KEY') ? hidden : encoded,
  )
  for (const [shape, instead] of shapes) shown = shown.replace(shape, instead)
  return shown
}
