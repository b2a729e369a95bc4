// Which fields of its object a condition's message speaks of: its sentences begin with them.

export interface Sentence {
  /** `spec.rules[0].backendRefs[0]`; absent: it names none of its object. */
  readonly field?: string
  readonly text: string
}

/** The sentences of a message that begin with a field; what stands before the first one stays with it. */
export function sentencesIn(message: string): readonly Sentence[] {
  const starts = [...message.matchAll(start)].map(({ index, 0: before, 1: field = '' }) => ({
    index: index + before.length - field.length,
    field,
  }))
  if (starts.length === 0) return [{ text: message }]
  return starts.map(({ index, field }, which) => {
    const end = starts[which + 1]?.index ?? message.length
    return { field, text: message.slice(which === 0 ? 0 : index, end).replace(/\. ?$/, '') }
  })
}

// After the beginning, a sentence, or `The listener is not served: `.
const start =
  /(?:^|[.:] )((?:spec|metadata)(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*)(?=: | is | are )/g
