// A file's text, cut at its `---` lines, which end a YAML document wherever they stand
// (YAML 1.2.2, §9.1.2). Each document is then read alone: a mistake in one does not reach the
// others, and a document whose text is as it was need not be read again.

export interface DocumentText {
  readonly text: string
  /** Of its first line in the file, from 1. */
  readonly line: number
}

export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = []
  let start = 0
  let line = 1
  for (const { index } of text.matchAll(/^---(?=[ \t\r\n]|$(?![\s\S]))/gm)) {
    if (index === 0) continue
    const document = text.slice(start, index)
    documents.push({ text: document, line })
    line += lineBreaks(document)
    start = index
  }
  documents.push({ text: text.slice(start), line })
  return documents.filter((document) => !isEmpty(document.text))
}

/** Only the marker, comments, directives and blank lines. */
function isEmpty(text: string): boolean {
  return /^(---|\.\.\.)?[ \t]*(#.*)?\r?(\n[ \t]*([#%].*|\.\.\.[ \t]*)?\r?)*$/.test(text)
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
