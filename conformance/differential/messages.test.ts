import test from 'ava'
import { readRequest, readResponse } from './messages.ts'

test('chunks are joined, with what else they say', (t) => {
  const head = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'
  const bytes = `${head}1;x\r\na\r\n2\r\nbc\r\n0\r\nT: 1\r\n\r\n`
  t.like(readRequest(`${bytes}GET`, 0), {
    start: 'POST / HTTP/1.1',
    content: 'abc',
    trailers: ['T: 1'],
    extensions: [';x'],
    end: 'complete',
    next: bytes.length,
  })
  for (let length = head.length; length < bytes.length; length++)
    t.is(readRequest(bytes.slice(0, length), 0)?.end, 'cut')
  t.is(readRequest(`${head}1\r\nab\r\n0\r\n\r\n`, 0)?.end, 'malformed')
  t.is(readRequest(`${head}x\r\n`, 0)?.end, 'malformed')
})

test('a length is what it says', (t) => {
  t.like(readRequest('PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabc', 0), { content: 'ab' })
  t.like(readRequest('PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabc', 0), { end: 'cut' })
})

test('an answer without framing lasts as long as its connection, but for those that have no content', (t) => {
  const bytes = 'HTTP/1.1 200 OK\r\n\r\nabc'
  t.like(readResponse(bytes, 0, 'GET'), { content: 'abc', end: 'with the connection' })
  t.like(readResponse(bytes, 0, 'HEAD'), { content: '', end: 'complete' })
  t.like(readResponse('HTTP/1.1 103 Hints\r\n\r\nabc', 0, 'GET'), { content: '', end: 'complete' })
})
