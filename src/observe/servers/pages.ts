// What the health and the admin server have in common: a list of pages, an index of them, GET alone,
// no caching, one plain sentence for everything else.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

export interface Page {
  readonly path: string
  /** A line of the index. */
  readonly about: string
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
}

export function createPages(title: string, pages: readonly Page[]): RequestListener {
  const index = [title, '', ...pages.map(({ path, about }) => `${path.padEnd(12)} ${about}`), '']
  const byPath = new Map(pages.map(({ path, answer }) => [path, answer]))
  byPath.set('/', (_, response) => sendText(response, 200, index.join('\n')))
  return async (request, response) => {
    response.setHeader('cache-control', 'no-store')
    response.setHeader('x-content-type-options', 'nosniff')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      return sendText(response, 405, 'Only GET is supported.\n')
    }
    const answer = byPath.get(pathOf(request))
    if (!answer) return sendText(response, 404, 'Page not found; / lists all pages.\n')
    try {
      await answer(request, response)
    } catch {
      // What was begun is cut, so that it can't be taken for complete.
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'This page could not be created.\n')
    }
  }
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, { status, type: 'text/plain', text })
}

export function sendJson(response: ServerResponse, text: string): void {
  send(response, { status: 200, type: 'application/json', text })
}

/** Node sends no body in answer to HEAD. */
function send(
  response: ServerResponse,
  { status, type, text }: { readonly status: number; readonly type: string; readonly text: string },
): void {
  const body = Buffer.from(text)
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
  })
  response.end(body)
}

/** Without the query and a slash at the end. */
function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.replace(/[?#][^]*$/, '')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
