// The ceiling of what is built on node:net: a relay that reads nothing of HTTP. What comes in one piece from a client
// is a request, what comes back an answer. `node bare-sockets-program.ts PORT BACKEND-PORT`
import net from 'node:net'

const [port, backendPort] = process.argv.slice(2)

const server = net.createServer({ noDelay: true }, (client) => {
  const backend = net.connect({
    host: '127.0.0.1',
    port: Number(backendPort),
    noDelay: true,
    onread: {
      buffer: Buffer.alloc(64 * 1024),
      // As text, which is what a head becomes in a proxy.
      callback: (size, buffer) => client.write(latin1(buffer.subarray(0, size)), 'latin1'),
    },
  })
  client.on('data', (bytes: Buffer) => backend.write(latin1(bytes), 'latin1'))
  client.on('error', () => backend.destroy()).on('close', () => backend.destroy())
  backend.on('error', () => client.destroy()).on('close', () => client.destroy())
})
server.listen(Number(port), '127.0.0.1')

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1')
}
