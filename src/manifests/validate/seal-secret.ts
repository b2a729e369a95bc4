// A Secret's values, decoded and sealed before anyone else sees them.
import type { Secret } from '../../resources/core.ts'
import { textOfBase64 } from '../../resources/text-of-base64.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import type { Fields } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

interface OpenSecret {
  readonly type: string
  readonly data?: Readonly<Record<string, string>>
  readonly stringData?: Readonly<Record<string, string>>
}

/** `stringData` wins over `data`, as with the API server. */
export function sealSecret(metadata: ObjectMeta, fields: Fields, spot: Spot): Secret {
  // Valid by its schema, which has these fields and the default of the first.
  const secret = fields as Fields & OpenSecret
  const data: [string, SealedText][] = []
  for (const [name, encoded] of Object.entries(secret.data ?? {})) {
    if (!isBase64(encoded))
      report(below(below(spot, 'data'), name), { expected: 'base64', found: '[redacted]' })
    const text = textOfBase64(encoded)
    if (text !== undefined) data.push([name, new SealedText(text)])
  }
  for (const [name, text] of Object.entries(secret.stringData ?? {}))
    data.push([name, new SealedText(text)])

  const given = new Set([
    ...Object.keys(secret.data ?? {}),
    ...Object.keys(secret.stringData ?? {}),
  ])
  for (const name of requiredKeys.get(secret.type) ?? [])
    if (!given.has(name))
      report(below(below(spot, 'data'), name), {
        expected: `a value: a Secret of type ${secret.type} has one`,
        value: undefined,
      })
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type: secret.type,
    data: Object.fromEntries(data),
  }
}

/** Buffer.from takes anything; the API server is strict, but for line breaks. */
function isBase64(text: string): boolean {
  const digits = text.replace(/[\r\n]+/g, '')
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits)
}

/** A map: a type may be called `constructor`. */
const requiredKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
])
