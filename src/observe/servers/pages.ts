// What the health and the admin server have in common: a list of pages, an index of them, GET alone,
// no caching, one plain sentence for everything else.
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
} from 'express'

export interface Page {
  readonly path: string
  /** A line of the index. */
  readonly about: string
  readonly answer: (request: Request, response: Response) => void | Promise<void>
}

export function createPages(title: string, pages: readonly Page[]): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use((request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    response.set('allow', 'GET, HEAD').status(405).type('text').send('Only GET is supported.\n')
  })
  const index = [title, '', ...pages.map(({ path, about }) => `${path.padEnd(12)} ${about}`), '']
  app.get('/', (_request, response) => {
    response.type('text').send(index.join('\n'))
  })
  for (const { path, answer } of pages) app.get(path, answer)
  app.use((_request, response) => {
    response.status(404).type('text').send('Page not found; / lists all pages.\n')
  })
  app.use(sayFailed)
  return app
}

// The library's own answer would show the stack. It knows an error handler by its four parameters.
const sayFailed: ErrorRequestHandler = (_error, _request, response, _next) => {
  // What was begun is cut, so that it can't be taken for complete.
  if (response.headersSent) response.destroy()
  else response.status(500).type('text').send('This page could not be created.\n')
}
