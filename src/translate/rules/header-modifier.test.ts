import test from 'ava'
import { headersOfNoRule } from '../../snapshot/connection-headers.ts'
import { serviceRefTo, translatedWith } from '../../testing/translate/route.ts'

for (const name of headersOfNoRule)
  test(`a rule that sets ${name} is refused: the proxy would not set it`, (t) => {
    const { matches } = translatedWith([
      {
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name, value: 'a' }] } },
        ],
        backendRefs: [serviceRefTo('cart')],
      },
    ])
    t.true(matches[0]?.rule.refused?.includes(name))
  })
