// The least that Express and http-proxy-middleware need to be a reverse proxy: what the gateway's
// reference path is made of, without the gateway. `node bare-express-program.ts PORT BACKEND-PORT`
import http from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'

const [port, backendPort] = process.argv.slice(2)

const app = express()
app.disable('x-powered-by')
app.use(
  createProxyMiddleware({
    target: `http://127.0.0.1:${backendPort}`,
    agent: new http.Agent({ keepAlive: true, maxFreeSockets: 256 }),
    xfwd: true,
  }),
)
app.listen(Number(port), '127.0.0.1')
