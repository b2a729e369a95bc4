import type { HttpListener, Listener } from './routing-snapshot.ts'

/** Those of protocol HTTP and HTTPS. */
export function httpListeners(listeners: readonly Listener[]): readonly HttpListener[] {
  return listeners.filter(isHttpListener)
}

export function isHttpListener(listener: Listener): listener is HttpListener {
  return listener.protocol === 'HTTP' || listener.protocol === 'HTTPS'
}
