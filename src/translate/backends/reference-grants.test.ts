import test from 'ava'
import { withFields } from '../../testing/translate/newer-fields.ts'
import type { ReferenceGrant } from '../../resources/gateway-api.ts'
import { type CrossReference, isPermitted } from './reference-grants.ts'

const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop' }
const secret = { group: '', kind: 'Secret', namespace: 'certs', name: 'shop-tls' }
const anySecret = { group: '', kind: 'Secret' }

function grant(
  from: ReferenceGrant['spec']['from'],
  to: ReferenceGrant['spec']['to'],
): ReferenceGrant {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace: 'certs' },
    spec: { from, to },
  }
}

const permitted = test.macro({
  exec: (
    t,
    _words: string,
    expected: boolean,
    { grants, ...reference }: Partial<CrossReference> & { grants: readonly ReferenceGrant[] },
  ) => {
    const grantsIn = (namespace: string) => (namespace === 'certs' ? grants : [])
    t.is(isPermitted({ grantsIn }, { from: gateway, to: secret, ...reference }), expected)
  },
  title: (_, words: string) => words,
})

test(permitted, 'no grant is needed inside a namespace', true, {
  grants: [],
  to: { ...secret, namespace: 'shop' },
})
test(permitted, 'nothing crosses without a grant', false, { grants: [] })
test(permitted, 'a grant for all Secrets permits', true, {
  grants: [grant([gateway], [anySecret])],
})
test(permitted, 'a grant by name permits that name', true, {
  grants: [grant([gateway], [{ ...anySecret, name: 'shop-tls' }])],
})
test(permitted, 'a grant by name permits no other name', false, {
  grants: [grant([gateway], [{ ...anySecret, name: 'other' }])],
})
test(permitted, 'a grant for another kind does not permit', false, {
  grants: [grant([gateway], [{ group: '', kind: 'ConfigMap' }])],
})
test(permitted, 'a grant for another group does not permit', false, {
  grants: [grant([gateway], [{ group: 'example.com', kind: 'Secret' }])],
})
test(permitted, 'a grant to routes does not permit a Gateway', false, {
  grants: [grant([{ ...gateway, kind: 'HTTPRoute' }], [anySecret])],
})
test(permitted, 'a grant to another namespace does not permit', false, {
  grants: [grant([{ ...gateway, namespace: 'blog' }], [anySecret])],
})
test(permitted, 'entries of from and to, and grants, add up', true, {
  grants: [
    grant([gateway], [{ group: '', kind: 'ConfigMap' }]),
    grant(
      [{ ...gateway, namespace: 'blog' }, gateway],
      [{ group: '', kind: 'ConfigMap' }, anySecret],
    ),
  ],
})

test(permitted, 'a grant with a field that is not known permits nothing', false, {
  grants: [withFields(grant([gateway], [anySecret]), { 'spec.to[0].port': 443 })],
})
test(permitted, 'a grant beside it permits as before', true, {
  grants: [
    withFields(grant([gateway], [anySecret]), { 'spec.to[0].port': 443 }),
    grant([gateway], [anySecret]),
  ],
})
