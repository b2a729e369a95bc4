import test from 'ava'
import schemas from '../manifests/validate/schemas.generated.json' with { type: 'json' }
import { gatewayApiVersion } from './gateway-api-version.ts'

test('the version that is named is the one that was generated from', (t) => {
  t.is(gatewayApiVersion, schemas.gatewayApiVersion)
})
