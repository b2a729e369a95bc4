// What counts as a warning, a notice or neither, and what `--strict` makes of it.
import test from 'ava'
import { secretManifest } from '../../testing/own-certificates.ts'
import { checkFiles } from '../../testing/cli/check.ts'
import { gatewayManifest, routeManifest } from '../../testing/cli/manifests.ts'
import { wrongRouteFiles, gatewayWithoutTls, wrongRoute } from '../../testing/cli/wrong-route.ts'

test('a field without effect is a line of its own, and counts with --strict', async (t) => {
  const one = wrongRoute
    .replace('nowhere', 'cart')
    .replace('81', '80')
    .replace(/ {8}- name: cart\n {10}port: 80\n {4}-/, '    -')
  const warned = await checkFiles(t, { ...wrongRouteFiles, 'routes.yaml': one })
  t.is(warned.code, 0, warned.out)
  t.regex(warned.out, /^! HTTPRoute shop\/cart {2}routes\.yaml:1\n/)
  t.regex(
    warned.out,
    /✔ Accepted=True Accepted: Attached to listener "http"\n {6}! spec\.rules\[1\]\.sessionPersistence: this field is not supported yet and has no effect {2}routes\.yaml:11\n/,
  )
  t.is((await checkFiles(t, { ...wrongRouteFiles, 'routes.yaml': one }, ['--strict'])).code, 1)
})

test('a namespace where there is none is a notice: all is fine, with --strict too', async (t) => {
  const { code, out } = await checkFiles(
    t,
    {
      ...wrongRouteFiles,
      'routes.yaml': routeManifest('/'),
      'gateway.yaml': gatewayWithoutTls.replace('name: rauta }', 'name: rauta, namespace: shop }'),
    },
    ['--strict'],
  )
  t.is(code, 0)
  t.regex(
    out,
    /\ngateway\.yaml:3: GatewayClass rauta: metadata\.namespace: a GatewayClass has no namespace/,
  )
  t.regex(out, /All fine: 3 objects\.\n$/)
})

test('certificates of a listener that passes TLS through are a warning, and count with --strict', async (t) => {
  const tls =
    '    - {name: tls, port: 443, protocol: TLS, hostname: a.example, tls: {mode: Passthrough, certificateRefs: [{name: nowhere}]}}\n'
  const alone = { 'gateway.yaml': `${gatewayWithoutTls.trimEnd()}\n${tls}` }
  const { code, out } = await checkFiles(t, alone)
  t.is(code, 0, out)
  t.regex(
    out,
    /! spec\.listeners\[1\]\.tls\.certificateRefs: has no effect with mode: Passthrough, .* {2}gateway\.yaml:\d+\n/,
  )
  t.is((await checkFiles(t, alone, ['--strict'])).code, 1)
})

test('hostnames that overlap are a warning, and count with --strict', async (t) => {
  const overlapping = gatewayManifest.replace(
    / {4}- name: https\n/,
    '    - { name: any, protocol: HTTPS, port: 443, hostname: "*.example", tls: { certificateRefs: [{ name: tls }] } }\n$&',
  )
  const tls = await secretManifest({ name: 'tls', namespace: 'shop', hostname: '*.example' })
  const all = {
    ...wrongRouteFiles,
    'routes.yaml': routeManifest('/'),
    'gateway.yaml': overlapping,
    'tls.yaml': tls,
  }
  const { code, out } = await checkFiles(t, all)
  t.is(code, 0, out)
  t.regex(
    out,
    /! OverlappingTLSConfig=True Overlapping\w+: spec\.listeners\[1\]\..* {2}gateway\.yaml:13\n/,
  )
  t.notRegex(out, /All fine/)
  t.is((await checkFiles(t, all, ['--strict'])).code, 1)
})

test('with --strict nothing but mistakes, problems and warnings counts', async (t) => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n'
  const { code } = await checkFiles(
    t,
    { ...wrongRouteFiles, 'routes.yaml': routeManifest('/'), 'pod.yaml': pod },
    ['--strict'],
  )
  t.is(code, 0)
})
