// What a match asks for and where it leads, in a few words.
import { backendParts, nameParts } from '../../snapshot/names.ts'
import { shownValue, withoutSecrets } from '../../snapshot/hide-secrets.ts'
import type {
  HttpRule,
  RuleMatch,
  StreamBackendRef,
  StreamRule,
  ValueMatch,
} from '../../snapshot/routing-snapshot.ts'

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
  const shown = withoutSecrets(value)
  if (type === 'Exact') return shown
  return type === 'PathPrefix' ? `${shown}/…` : `~ ${shown}`
}

function valueText({ type, name, value }: ValueMatch, between: string): string {
  const shown = shownValue(name, value)
  return type === 'Exact' ? `${name}${between}${shown}` : `${name}${between}~ ${shown}`
}

/** `shop/cart:80`, with shares where there are several; or what is answered instead. */
export function describeTarget({ refused, filters, backendRefs }: HttpRule): string {
  if (refused !== undefined) return `no traffic: ${refused}`
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')
  if (redirect?.type === 'RequestRedirect') return `redirect ${redirect.statusCode}`
  return describeShares(backendRefs, '500')
}

/** Likewise; a stream that has no backend is refused. */
export function describeStreamTarget({ backendRefs }: StreamRule): string {
  return describeShares(backendRefs, 'refused')
}

function describeShares(backendRefs: readonly StreamBackendRef[], instead: string): string {
  const total = backendRefs.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return `${instead}: no backend`
  return backendRefs
    .filter(({ weight }) => weight > 0)
    .map(({ backend, weight }) => {
      const name = backend === null ? `${instead}: invalid reference` : backendText(backend)
      return weight === total ? name : `${name} ${Math.round((weight / total) * 1000) / 10} %`
    })
    .join(', ')
}

function backendText(backend: string): string {
  const { namespace, service, port } = backendParts(backend)
  return `${namespace}/${service}:${port}`
}

/** `httproute/shop/cart/rule/0` → `HTTPRoute shop/cart` */
export function routeOfRule({ name }: HttpRule | StreamRule): string {
  const route = nameParts(name)
  return `${route.kind} ${route.namespace}/${route.name}`
}

/** `gateway/shop/web/listener/http` → `Gateway shop/web, listener http`; `listenerset/…` likewise */
export function describeListener(name: string): string {
  const owner = nameParts(name)
  return `${owner.kind} ${owner.namespace}/${owner.name}, listener ${owner.listener}`
}
