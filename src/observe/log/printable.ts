// What came from outside must not write lines or move a terminal's cursor: control characters (C0,
// DEL, C1), the line separators of Unicode and its direction overrides are shown as escapes.

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
const allUnprintable = new RegExp(unprintable, 'g')

export function printable(text: string): string {
  return unprintable.test(text) ? text.replace(allUnprintable, escaped) : text
}

/** One line of JSON; secrets are the business of the values (`toJSON`). */
export function jsonLine(value: object): string {
  // JSON.stringify escapes C0 only. Inside a JSON string the other escapes are valid JSON as well.
  return printable(JSON.stringify(value))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
