// What people and programs are shown must not give away what lets somebody in. Secrets have a type that
// never prints; this is for what only looks like one by its name: a header, a cookie, a parameter, an
// annotation. What looks like one by its shape: without-secrets.ts. It shows too little rather than too much.
import { decoded, hidden, withoutSecrets } from './without-secrets.ts'

export { hidden, withoutSecrets }

const anywhere =
  /authori[sz]ation|authenticat|token|secret|passw|passphrase|passcode|pwd|cookie|credential|session|sessid|signature|hmac|jwt|csrf|xsrf|bearer|assertion|saml|apikey/i
/** A word of the name, which may be numbered, or a list: `X-Pin`, `key2`, `apiKeyV2`, `keys[]`. */
const word =
  /(^|[-_.]|(?-i:(?<=[a-z])(?=[A-Z])))(auth|pass|pin|sid|sess|creds?|otp|totp|mfa|ticket|nonce)([-_.]?v?\d+)?($|[-_.[])/i
const lastWord =
  /(^|[-_.]|api|access|private|shared|encryption)(keys?|sig|code|otp)([-_.]?v?\d+)?(\[.*\])?$/i

/** Of a header, a cookie, a query parameter, an annotation. */
export function isSecretName(name: string): boolean {
  return anywhere.test(name) || word.test(name) || lastWord.test(name)
}

/** The value of what has this name, as it may be shown. */
export function shownValue(name: string, value: string): string {
  return isSecretName(name) ? hidden : withoutSecrets(value)
}

/** Any value as JSON; of what has a name and a value, the value goes by the name. */
export function shownJson(value: unknown): string {
  const text = JSON.stringify(value, function (this: unknown, key, one: unknown) {
    return shownField(this, key, one)
  })
  return withoutSecrets(text)
}

/** A field of an object, as it may be shown where it is a text. */
export function shownField(holder: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const name = /^val/i.test(key) ? nameOf(holder) : undefined
  return name === undefined ? withoutSecrets(value) : shownValue(name, value)
}

function nameOf(holder: unknown): string | undefined {
  if (typeof holder !== 'object' || holder === null || !('name' in holder)) return undefined
  return typeof holder.name === 'string' ? holder.name : undefined
}

/** A path and query, as it may be shown. */
export function shownTarget(target: string): string {
  const start = target.indexOf('?')
  if (start < 0) return withoutSecrets(target)
  const query = target.slice(start + 1).replace(/[^&;]+/g, shownParameter)
  return `${withoutSecrets(target.slice(0, start))}?${query}`
}

/** What is encoded is judged by what it says. */
function shownParameter(text: string): string {
  const at = text.indexOf('=')
  if (at < 0) return withoutSecrets(text)
  const name = text.slice(0, at)
  return `${withoutSecrets(name)}=${shownValue(decoded(name), text.slice(at + 1))}`
}
