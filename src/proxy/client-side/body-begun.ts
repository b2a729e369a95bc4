// What a client sends with its head, or right behind it, is judged before anybody else hears of the request:
// of one whose chunks are malformed from the start no endpoint does. Most clients write head and body in one go,
// some in two.
import type { IncomingMessage } from 'node:http'

/** Calls back once a part of the body was parsed, or none came for a moment: its client may wait for an answer. */
export function onceBodyBegan(request: IncomingMessage, waitMs: number, begin: () => void): void {
  const { socket } = request
  let isOver = false
  const check = () => {
    if (request.complete || request.readableLength > 0) end()
  }
  const onData = () => void setImmediate(check)
  const end = () => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    socket.off('data', onData)
    request.off('close', end)
    begin()
  }
  const timer = setTimeout(end, waitMs)
  // What came with the head is parsed in this turn.
  onData()
  socket.on('data', onData)
  request.once('close', end)
}
