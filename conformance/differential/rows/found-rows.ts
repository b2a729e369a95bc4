// Cases that `make fuzz` found, each with what it was about. They stay, so that what was mended once stays so.
import type { DifferentialCase } from '../case.ts'

export const foundCases: readonly DifferentialCase[] = [
  {
    what: 'an answer to HEAD that announces trailers',
    send: ['HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n'],
    answers: [{ pieces: ['HTTP/1.1 200 OK\r\nTrailer: 1\r\nTransfer-Encoding: chunked\r\n\r\n'] }],
  },
]
