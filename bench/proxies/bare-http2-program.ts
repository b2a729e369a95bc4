// node:http2 with nothing else: the ceiling of what Node's own HTTP/2 can. It answers 100 bytes itself, and
// passes gRPC calls to the backend on one connection.
// `node bare-http2-program.ts '{"h2c":PORT,"https":PORT,"grpc":PORT,"backend":PORT}' CERTIFICATE KEY`
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'

const [doors = '', certificate = '', key = ''] = process.argv.slice(2)
const { h2c, https, grpc, backend } = JSON.parse(doors) as Record<
  'h2c' | 'https' | 'grpc' | 'backend',
  number
>

const answer = Buffer.alloc(100, 'x')
const head = [':status', '200', 'content-type', 'text/plain', 'content-length', '100']

function answerItself(stream: http2.ServerHttp2Stream): void {
  stream.on('error', () => undefined)
  stream.respond(head)
  stream.end(answer)
}

http2.createServer().on('stream', answerItself).listen(h2c, '127.0.0.1')
http2
  .createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) })
  .on('stream', answerItself)
  .listen(https, '127.0.0.1')

const session = http2.connect(`http://127.0.0.1:${backend}`)

http2
  .createServer()
  .on('stream', (stream: http2.ServerHttp2Stream, _headers, _flags, rawHeaders) => {
    const call = session.request(rawHeaders)
    stream.pipe(call)
    // The load generator leaves in the midst of its last calls.
    stream.on('error', () => undefined)
    stream.on('close', () => call.close(http2.constants.NGHTTP2_CANCEL))
    call.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR))
    let trailers: http2.IncomingHttpHeaders = {}
    call.on('trailers', (told) => (trailers = told))
    call.on('response', (answered) => {
      if (stream.closed) return
      stream.on('wantTrailers', () => stream.sendTrailers(trailers))
      stream.respond(answered, { waitForTrailers: true })
      call.pipe(stream)
    })
  })
  .listen(grpc, '127.0.0.1')
