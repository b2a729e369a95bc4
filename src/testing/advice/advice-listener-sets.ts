// Advice on ListenerSets.
import { type Advice, gatewayYaml, http, object } from './advice.ts'

const setOf = (namespace: string, listeners: string) =>
  object(
    'ListenerSet',
    `name: set, namespace: ${namespace}`,
    `spec: {parentRef: {name: web, namespace: shop}, listeners: [${listeners}]}`,
  )
const set = setOf('blog', '{name: blog, port: 80, protocol: HTTP, hostname: blog.example}')
const mark = 'kubernetes.io/metadata.name'

export const listenerSets: readonly Advice[] = [
  {
    of: 'noListenerSetsAllowed',
    says: 'does not allow ListenerSets',
    advises: `spec.allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {${mark}: blog}}}}`,
    given: gatewayYaml(http, 'defaultScope: None') + set,
    follow: [
      [
        [
          'defaultScope: None',
          `allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {${mark}: blog}}}}`,
        ],
      ],
    ],
  },
  {
    of: 'onlySetsOfSameNamespace',
    says: 'allows only ListenerSets from its own namespace',
    advises: `{from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [shop, blog]}]}}`,
    given:
      gatewayYaml(http, 'allowedListeners: {namespaces: {from: Same}}') +
      set +
      setOf('shop', '{name: own, port: 80, protocol: HTTP, hostname: own.example}'),
    follow: [
      [
        [
          '{from: Same}',
          `{from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [shop, blog]}]}}`,
        ],
      ],
    ],
  },
  {
    of: 'setsSelectorDoesNotMatch',
    says: 'allows only ListenerSets from namespaces with',
    advises: 'label namespace press to match the selector',
    given:
      gatewayYaml(
        http,
        'allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {open: "yes"}}}}',
      ) +
      object('Namespace', 'name: blog, labels: {open: "no"}', '', 'v1').replace('blog', 'press') +
      set.replaceAll('namespace: blog', 'namespace: press'),
    follow: [[['labels: {open: "no"}', 'labels: {open: "yes"}']]],
  },
  {
    of: 'setsSelectorDoesNotMatch',
    says: 'allows only ListenerSets from namespaces with',
    advises: `extend the selector to match label ${mark}=blog too`,
    given:
      gatewayYaml(
        http,
        `allowedListeners: {namespaces: {from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [lab]}]}}}`,
      ) + set,
    follow: [[['values: [lab]', 'values: [lab, blog]']]],
  },
  {
    of: 'conflictWithEarlier',
    says: 'hostname or port',
    advises: 'use another hostname or port',
    given:
      gatewayYaml(http, 'allowedListeners: {namespaces: {from: All}}') +
      setOf(
        'blog',
        '{name: ours, port: 81, protocol: HTTP}, {name: twin, port: 80, protocol: HTTP}',
      ),
    follow: [[['twin, port: 80', 'twin, port: 82']], [['twin,', 'twin, hostname: a.example,']]],
  },
  {
    of: 'conflictWithEarlier',
    says: 'use another port',
    advises: 'use another port',
    given:
      gatewayYaml(http, 'allowedListeners: {namespaces: {from: All}}') +
      setOf(
        'blog',
        '{name: ours, port: 81, protocol: HTTP}, {name: twin, port: 80, protocol: TCP}',
      ),
    follow: [[['twin, port: 80', 'twin, port: 82']]],
  },
  {
    of: 'tooManyPorts',
    says: 'already use the maximum of',
    advises: 'use one of these ports',
    given:
      gatewayYaml(http, 'allowedListeners: {namespaces: {from: All}}') +
      setOf(
        'blog',
        Array.from(
          { length: 63 },
          (_, at) => `{name: a${at}, port: ${1000 + at}, protocol: HTTP}`,
        ).join(', '),
      ) +
      setOf(
        'lab',
        Array.from(
          { length: 37 },
          (_, at) => `{name: b${at}, port: ${2000 + at}, protocol: HTTP, hostname: b.example}`,
        ).join(', '),
      ).replace('name: set', 'name: tet'),
    follow: [[['port: 2036,', 'port: 1000,']]],
  },
]
