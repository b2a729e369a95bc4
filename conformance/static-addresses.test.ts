import test from 'ava'
import { staticAddresses } from './static-addresses.ts'

test('the usable address is the last of the range, the unusable one is outside', (t) => {
  t.deepEqual(staticAddresses('10.88.254.0/24'), { usable: '10.88.254.254', unusable: '192.0.2.1' })
  t.throws(() => staticAddresses('10.88.254.0'), { message: /10\.0\.0\.0\/24, not 10\.88\.254\.0/ })
})
