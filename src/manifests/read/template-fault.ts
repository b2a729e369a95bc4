// A template that was never rendered: `{{ … }}` of Helm, or of Go's templates elsewhere. Read as YAML it is
// broken, or objects inside of objects, and what a parser says of that helps nobody.

export interface TemplateFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

export const templateWords = {
  expected: 'a manifest',
  found: 'a template ({{ … }}); render it first, for example with helm template',
} as const

/** Asked of a text that is no YAML. Its line counts from 1. */
export function templateFault(text: string): TemplateFault | undefined {
  for (const [index, line] of text.split('\n').entries())
    if (isTemplate(line) && !/^\s*#/.test(line)) return { line: index + 1, ...templateWords }
  return undefined
}

/** Of a value, and all that is in it. */
export function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return isTemplate(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate)
}

/** In quotes it is a string like any other, as far as YAML goes. */
function isTemplate(text: string): boolean {
  const start = text.indexOf('{{')
  return start >= 0 && text.indexOf('}}', start) > start
}
