// What h2spec asks of HTTP/2 servers, as its JUnit report tells it, and where Rauta answers otherwise on purpose.

export interface H2specCase {
  /** `http2/5.1: half closed (remote): Sends a DATA frame`. */
  readonly name: string
  /** Absent: it passed. */
  readonly problem?: string
}

/** h2spec was written for RFC 7540; each of these has its reason. */
export const answeredOtherwise: ReadonlyMap<string, string> = new Map([
  [
    'http2/3.5: Sends invalid connection preface',
    'Bytes that are no preface are HTTP/1.1, which answers them with 400 and closes the connection.',
  ],
  [
    'http2/5.3.1: Sends HEADERS frame that depend on itself',
    'RFC 9113 §5.3.2 deprecates priorities; they are ignored.',
  ],
  [
    'http2/5.3.1: Sends PRIORITY frame that depend on itself',
    'RFC 9113 §5.3.2 deprecates priorities; they are ignored.',
  ],
])

const testcase = /<testcase package="([^"]*)" classname="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g

export function readReport(junit: string): readonly H2specCase[] {
  return [...junit.matchAll(testcase)].map(([, section, title, said = '']) => {
    const name = `${section}: ${title}`
    return said.trim() === '' ? { name } : { name, problem: textOf(said) }
  })
}

function textOf(xml: string): string {
  return xml
    .replaceAll(/<[^>]*>/g, '')
    .trim()
    .replaceAll('\n', ' | ')
}
