// Node's own HTTP/1.1. An `import` of node:http reads all its exports, one of which is WebSocket: that loads
// fetch, which nobody here uses: 14 MiB, and 70 ms of each start.

export const nodeHttp = process.getBuiltinModule('node:http')
