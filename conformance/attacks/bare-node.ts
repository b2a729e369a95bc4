// `node bare-node.ts HTTP HTTPS FOLDER`: Node's own servers and nothing else, to tell what of a connection's
// cost is Node's. Certificate and key stand in the folder.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { join } from 'node:path'

const [http, https, folder = ''] = process.argv.slice(2)
const keepAliveTimeout = 300_000
createServer({ keepAliveTimeout }, (_, response) => response.end('x')).listen(
  Number(http),
  '127.0.0.1',
)
const pair = {
  cert: readFileSync(join(folder, 'node.crt')),
  key: readFileSync(join(folder, 'node.key')),
}
const secure = createSecureServer({ ...pair, allowHTTP1: true }, (_, response) => response.end('x'))
secure.setTimeout(keepAliveTimeout)
Object.assign(secure, { keepAliveTimeout })
secure.listen(Number(https), '127.0.0.1')
