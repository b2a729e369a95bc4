// `node backend.ts PORT`: what stands behind each target. It reads a request to its end, then answers 100
// bytes, or 1 MiB at /large.
import { createServer } from 'node:http'

const small = 'x'.repeat(100)
const large = Buffer.alloc(1024 * 1024, 'x')

createServer((request, response) => {
  request.resume().once('end', () => response.end(request.url === '/large' ? large : small))
}).listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4_096 })
