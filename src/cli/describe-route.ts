// What a match asks for and where it leads, in a few words.
import type { HttpRule, RuleMatch, ValueMatch } from '../snapshot/routing-snapshot.ts'

/** `GET /cart…  x-preview: yes  ?lang=fr`; an ellipsis stands for everything below a prefix. */
export function describeMatch({ method, path, headers, queryParams }: RuleMatch): string {
  return [
    ...(method === undefined ? [] : [method]),
    pathText(path),
    ...headers.map((header) => valueText(header, ': ')),
    ...queryParams.map((param) => `?${valueText(param, '=')}`),
  ].join('  ')
}

function pathText({ type, value }: RuleMatch['path']): string {
  if (type === 'Exact') return value
  return type === 'PathPrefix' ? `${value}/…` : `~ ${value}`
}

function valueText({ type, name, value }: ValueMatch, between: string): string {
  return type === 'Exact' ? `${name}${between}${value}` : `${name}${between}~ ${value}`
}

/** `shop/cart:80`, with shares where there are several; or what is answered instead. */
export function describeTarget({ refused, filters, backendRefs }: HttpRule): string {
  if (refused !== undefined) return `no traffic: ${refused}`
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')
  if (redirect?.type === 'RequestRedirect') return `redirect ${redirect.statusCode}`
  const total = backendRefs.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return '500: no backend'
  return backendRefs
    .filter(({ weight }) => weight > 0)
    .map(({ backend, weight }) => {
      const name = backend === null ? '500: invalid reference' : backendText(backend)
      return weight === total ? name : `${name} ${Math.round((weight / total) * 1000) / 10} %`
    })
    .join(', ')
}

function backendText(backend: string): string {
  const [, namespace, name, port] = backend.split('/')
  return `${namespace}/${name}:${port}`
}

/** `httproute/shop/cart/rule/0` → `HTTPRoute shop/cart` */
export function routeOfRule({ name }: HttpRule): string {
  const [, namespace, route] = name.split('/')
  return `HTTPRoute ${namespace}/${route}`
}

/** `gateway/shop/web/listener/http` → `Gateway shop/web, listener http`; `listenerset/…` likewise */
export function describeListener(name: string): string {
  const [kind, namespace, owner, , listener] = name.split('/')
  const spoken = kind === 'listenerset' ? 'ListenerSet' : 'Gateway'
  return `${spoken} ${namespace}/${owner}, listener ${listener}`
}
