import test from 'ava'
import { createProgrammedNews } from './programmed-news.ts'
import { gatewayObject, said, setOf } from '../../testing/cluster/gateways.ts'
import { condition } from '../../testing/cluster/statuses.ts'

const web = gatewayObject('web')
const shop = gatewayObject('shop')
const pending = (of = web) =>
  said(of, [], { conditions: [condition('Programmed', { status: 'False', reason: 'Pending' })] })
const resources = setOf(web, shop)

test('a Gateway that is served for the first time is news, once', (t) => {
  const news = createProgrammedNews()
  t.deepEqual(news.of(resources, []), [])
  t.deepEqual(news.of(resources, [pending()]), [])
  const [event] = news.of(resources, [said(web, ['192.0.2.1', '192.0.2.2'])])
  t.like(event, {
    type: 'Normal',
    reason: 'Programmed',
    message: 'The Gateway is served at 192.0.2.1, 192.0.2.2',
  })
  t.deepEqual(news.of(resources, [pending()]), [])
  t.deepEqual(news.of(resources, [said(web)]), [])
  t.is(news.of(resources, [said(web), said(shop)]).length, 1)
})

test('what is served, or about to be, at the start is no news', (t) => {
  const news = createProgrammedNews()
  t.deepEqual(news.of(resources, [said(web), pending(shop)]), [])
  t.deepEqual(news.of(resources, [said(web), said(shop)]), [])
})

test('what is mended after the start is news, and a Gateway that was made anew', (t) => {
  const news = createProgrammedNews()
  const wrong = said(web, [], {
    conditions: [condition('Programmed', { status: 'False', reason: 'Invalid' })],
  })
  news.of(resources, [wrong])
  const [first] = news.of(resources, [said(web)])
  news.of(setOf(), [])
  const [second] = news.of(setOf(gatewayObject('web', { uid: 'another' })), [said(web)])
  t.truthy(first)
  t.truthy(second)
  t.not(first?.name, second?.name)
})
