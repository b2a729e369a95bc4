// The names in a certificate's subjectAltName extension, out of the one line in which Node gives them:
// `DNS:a.example, URI:spiffe://b`, with values that could be taken for more of the line as JSON strings.

export interface SubjectAltNames {
  readonly dns: readonly string[]
  readonly uri: readonly string[]
}

export function subjectAltNames(line: string | undefined): SubjectAltNames {
  const entries = [...(line ?? '').matchAll(entry)].map(([, type, quoted, plain]) => ({
    type,
    value: quoted === undefined ? plain : unquoted(quoted),
  }))
  const of = (wanted: string) =>
    entries.flatMap(({ type, value }) => (type === wanted && value !== undefined ? [value] : []))
  return { dns: of('DNS'), uri: of('URI') }
}

/** One after another without a gap (y): what is not understood ends the list, and nothing in it counts. */
const entry = /([A-Za-z0-9 ]+):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?:, |$)/gy

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : undefined
  } catch {
    // A name that can't be read is no name that anything is verified by.
    return undefined
  }
}
