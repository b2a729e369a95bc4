// A user's text inside a message: visibly a text, on one line, and not endless.
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text)
}
