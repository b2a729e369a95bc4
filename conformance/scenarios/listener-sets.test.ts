// Listeners that others add to a Gateway: who may, who is first, and which routes are at them.
import { gateway, http, listenerSet, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const everything = (name: string) => [{ backendRefs: [to(name)] }]
const lets = (from: 'None' | 'Same' | 'All') =>
  gateway({
    listeners: [http({ hostname: 'front.example' })],
    allowedListeners: { namespaces: { from } },
  })
const atSet = (name = 'set') => [{ kind: 'ListenerSet', name }]

scenario({
  name: 'ListenerSetHTTPRouting',
  says: 'routes of a set are at its listeners, those of the Gateway at the Gateway’s own',
  objects: [
    lets('All'),
    route({ rules: everything('one') }),
    listenerSet({
      namespace: 'web',
      listeners: [
        http({ hostname: 'web.example' }),
        http({ name: 'apart', port: 8080, hostname: 'web.example' }),
      ],
    }),
    route({ namespace: 'web', parents: atSet(), rules: everything('web') }),
    route({ name: 'elsewhere', namespace: 'app', parents: atSet(), rules: everything('app') }),
  ],
  requests: [
    get('http://front.example/', 'infra/one'),
    get('http://web.example/', 'web/web'),
    get('http://web.example:8080/', 'web/web'),
    get('http://other.example/', 404),
  ],
  conditions: [
    ...isFine('HTTPRoute web/route'),
    condition('ListenerSet web/set', 'Accepted=True/Accepted'),
    condition('ListenerSet web/set', 'Programmed=True/Programmed'),
    condition('ListenerSet web/set', 'Accepted=True/Accepted', {
      listener: 'apart',
      attachedRoutes: 1,
    }),
  ],
})

const set = { listeners: [http({ hostname: 'web.example' })] }
const served = [
  listenerSet({ namespace: 'web', ...set }),
  route({ namespace: 'web', parents: atSet(), rules: everything('web') }),
]

scenario({
  name: 'ListenerSetAllowedNamespaceNone',
  says: 'a Gateway that takes its leave back closes the listeners of its sets, and opens them again',
  objects: [lets('All'), ...served],
  requests: [get('http://web.example/', 'web/web')],
  afterwards: [
    {
      objects: [lets('Same'), ...served],
      requests: [get('http://web.example/', 404)],
      conditions: [
        condition('ListenerSet web/set', 'Accepted=False/NotAllowed'),
        condition('ListenerSet web/set', 'Programmed=False/NotAllowed'),
        condition('HTTPRoute web/route', 'Accepted=False/NoMatchingParent'),
        condition('Gateway infra/gateway', 'Programmed=True/Programmed'),
      ],
    },
    { objects: [lets('All'), ...served], requests: [get('http://web.example/', 'web/web')] },
  ],
})

const claim = (namespace: 'web' | 'app', creationTimestamp: string) => [
  listenerSet({ namespace, creationTimestamp, ...set }),
  route({ namespace, parents: atSet(), rules: everything(namespace) }),
]

scenario({
  name: 'ListenerSetHostnameConflict',
  says: 'of two sets that claim the same the older keeps it, and gives it up when it goes',
  objects: [
    lets('All'),
    ...claim('app', '2026-02-01T00:00:00Z'),
    ...claim('web', '2026-01-01T00:00:00Z'),
  ],
  requests: [get('http://web.example/', 'web/web')],
  conditions: [
    condition('ListenerSet app/set', 'Accepted=False/ListenersNotValid'),
    condition('ListenerSet app/set', 'Conflicted=True/HostnameConflict', {
      listener: 'http',
      attachedRoutes: 1,
    }),
    condition('ListenerSet web/set', 'Accepted=True/Accepted'),
  ],
  afterwards: [
    {
      objects: [lets('All'), ...claim('app', '2026-02-01T00:00:00Z')],
      requests: [get('http://web.example/', 'app/app')],
      conditions: [condition('ListenerSet app/set', 'Accepted=True/Accepted')],
    },
  ],
})

scenario({
  name: 'ListenerSetProtocolConflict',
  says: 'a set that claims the Gateway’s own hostname and port, or speaks otherwise there, changes nothing',
  objects: [
    lets('All'),
    route({ rules: everything('one') }),
    listenerSet({
      namespace: 'web',
      listeners: [
        http({ hostname: 'front.example' }),
        { name: 'tcp', port: 80, protocol: 'TCP' },
        http({ name: 'own', hostname: 'web.example' }),
      ],
    }),
    route({ namespace: 'web', parents: atSet(), rules: everything('web') }),
  ],
  requests: [get('http://front.example/', 'infra/one'), get('http://web.example/', 'web/web')],
  conditions: [
    condition('Gateway infra/gateway', 'Accepted=True/Accepted'),
    condition('ListenerSet web/set', 'Accepted=True/ListenersNotValid'),
    condition('ListenerSet web/set', 'Programmed=True/Programmed'),
    condition('ListenerSet web/set', 'Programmed=False/HostnameConflict', { listener: 'http' }),
    condition('ListenerSet web/set', 'Programmed=False/ProtocolConflict', { listener: 'tcp' }),
  ],
})
