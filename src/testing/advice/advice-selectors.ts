// Advice on which namespaces are let in.
import { type Advice, gatewayYaml, http, object, routeYaml, rules, toCart } from './advice.ts'

const allowed = (namespaces: string) =>
  gatewayYaml(`{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: ${namespaces}}}`)
const ofBlog = routeYaml(
  'HTTPRoute',
  'parentRefs: [{name: web, namespace: shop}], rules: [{}]',
  'blog',
)
const mark = 'kubernetes.io/metadata.name'

export const selectors: readonly Advice[] = [
  {
    of: 'selectorMissing',
    says: 'is required with from: Selector',
    advises: `selector: {matchLabels: {${mark}: NAMESPACE}}, or use from: Same`,
    given: allowed('{from: Selector}'),
    follow: [
      [['{from: Selector}', '{from: Same}']],
      [['{from: Selector}', `{from: Selector, selector: {matchLabels: {${mark}: shop}}}`]],
    ],
  },
  ...(
    [
      [
        'notLabelKey',
        'is not a label key',
        'use at most 63 letters, digits',
        '{key: a/b/c, operator: Exists}',
        ['a/b/c', 'a/b-c'],
      ],
      [
        'notLabelValue',
        'is not a label value',
        'use at most 63 letters, digits',
        '{key: a, operator: NotIn, values: [b/c]}',
        ['b/c', 'b-c'],
      ],
      [
        'unknownOperator',
        'is not an operator',
        'use In, NotIn, Exists, DoesNotExist',
        '{key: a, operator: Is, values: [b]}',
        ['Is,', 'In,'],
      ],
      [
        'valuesMissing',
        'needs at least one value',
        'add one',
        '{key: a, operator: NotIn}',
        ['NotIn', 'NotIn, values: [b]'],
      ],
      [
        'valuesNotTaken',
        'takes no values',
        'remove them',
        '{key: a, operator: Exists, values: [b]}',
        [', values: [b]', ''],
      ],
    ] as const
  ).flatMap(([of, says, advises, expression, edit]): readonly Advice[] => [
    {
      of,
      says,
      advises,
      given: allowed(`{from: Selector, selector: {matchExpressions: [${expression}]}}`),
      follow: [[edit]],
    },
  ]),
  {
    of: 'selectorInvalid',
    says: '',
    advises: 'add one',
    given: allowed('{from: Selector, selector: {matchExpressions: [{key: a, operator: In}]}}'),
    follow: [[['In}', 'In, values: [b]}']]],
  },
  ...['Same', 'All'].map((from): Advice => ({
    of: 'selectorUnused',
    says: 'has no effect with from: ',
    advises: 'use from: Selector',
    given: allowed(`{from: ${from}, selector: {matchLabels: {team: blog}}}`),
    follow: [[[`from: ${from}`, 'from: Selector']]],
  })),
  {
    of: 'selectorUnused',
    says: 'has no effect with from: ',
    advises: 'use from: Selector',
    given: gatewayYaml(
      http,
      'allowedListeners: {namespaces: {from: All, selector: {matchLabels: {team: blog}}}}',
    ),
    follow: [[['from: All', 'from: Selector']]],
  },
  {
    of: 'matchedBy',
    says: 'extend the selector to match',
    advises: `extend the selector to match label ${mark}=blog too`,
    given:
      allowed(
        `{from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [lab]}]}}`,
      ) + ofBlog,
    follow: [[['values: [lab]', 'values: [lab, blog]']]],
  },
  {
    of: 'namesOnly',
    says: '{matchLabels: {',
    advises: `allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {${mark}: blog}}}}`,
    given: allowed('{from: Selector}') + ofBlog,
    follow: [[['{from: Selector}', `{from: Selector, selector: {matchLabels: {${mark}: blog}}}`]]],
  },
  {
    of: 'allowedSelectorMissing',
    says: 'is required with from: Selector; add selector',
    advises: `add selector: {matchLabels: {${mark}: NAMESPACE}}`,
    given: gatewayYaml(http, 'allowedListeners: {namespaces: {from: Selector}}'),
    follow: [[['{from: Selector}', `{from: Selector, selector: {matchLabels: {${mark}: blog}}}`]]],
  },
  {
    of: 'allowedSelectorInvalid',
    says: 'Until then, no ListenerSet is',
    advises: 'add one',
    given: gatewayYaml(
      http,
      'allowedListeners: {namespaces: {from: Selector, selector: {matchExpressions: [{key: a, operator: In}]}}}',
    ),
    follow: [[['In}', 'In, values: [b]}']]],
  },
  {
    of: 'onlySameNamespace',
    says: 'allows only routes from its own namespace',
    advises: `set allowedRoutes: {namespaces: {from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [shop, blog]}]}}} in listener "http"`,
    given: rules(`{${toCart}}`) + ofBlog,
    follow: [
      [
        [
          'protocol: HTTP}',
          `protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchExpressions: [{key: ${mark}, operator: In, values: [shop, blog]}]}}}}`,
        ],
      ],
    ],
  },
  {
    of: 'selectorDoesNotMatch',
    says: 'allows only routes from namespaces with',
    advises: 'label namespace press to match the selector',
    given:
      allowed('{from: Selector, selector: {matchLabels: {open: "yes"}}}') +
      object('Namespace', 'name: press', '', 'v1') +
      ofBlog.replaceAll('namespace: blog', 'namespace: press'),
    follow: [[['metadata: {name: press}', 'metadata: {name: press, labels: {open: "yes"}}']]],
  },
]
