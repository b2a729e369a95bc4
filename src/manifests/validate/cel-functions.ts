// What Kubernetes adds to CEL, as far as the Gateway API's rules use it
// (https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries).
import { isIP } from 'node:net'
import { type CelFunc, celFunc, celMethod, CelScalar } from '@bufbuild/cel'
import { matchesPattern } from './linear-pattern.ts'

const { BOOL, DYN, STRING } = CelScalar

export const kubernetesFunctions: readonly CelFunc[] = [
  celFunc('isIP', [STRING], BOOL, (text) => isIP(text) !== 0 && !text.includes('%')),
  // A format is its name here; `validate` answers null, or a list of what is wrong.
  celFunc('format.dns1123Label', [], STRING, () => 'dns1123Label'),
  celFunc('format.dns1123Subdomain', [], STRING, () => 'dns1123Subdomain'),
  celMethod('validate', STRING, [STRING], DYN, function validate(text) {
    const { pattern, maxLength } = formats[this] ?? noFormat
    const isRight = text.length <= maxLength && matchesPattern(pattern, text)
    return isRight ? null : [`not a ${this}`]
  }),
]

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const noFormat = { pattern: '$^', maxLength: 0 }
const formats: Readonly<Record<string, typeof noFormat>> = {
  dns1123Label: { pattern: `^${label}$`, maxLength: 63 },
  dns1123Subdomain: { pattern: `^${label}(\\.${label})*$`, maxLength: 253 },
}
