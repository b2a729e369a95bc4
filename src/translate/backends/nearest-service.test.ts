import test from 'ava'
import { readsWith, serviceOf } from '../../testing/translate/route.ts'
import { nearestService } from './nearest-service.ts'

const reads = readsWith(
  ['shop/cart', 'shop/checkout', 'shop/cart-v1', 'shop/cart-v2', 'shop/api', 'bank/ledger'].map(
    (name) => serviceOf(name),
  ),
)

const finds = test.macro({
  title: (_, sought: string, found: string | undefined) =>
    found === undefined ? `no Service is close to "${sought}"` : `"${sought}" may mean "${found}"`,
  exec: (t, sought: string, found: string | undefined) => {
    t.is(nearestService(reads, 'shop', sought), found)
  },
})

test(finds, 'carts', 'cart')
test(finds, 'crat', 'cart')
test(finds, 'chekcout', 'checkout')
test(finds, 'check-outs', 'checkout')
test(finds, 'cart-v3', 'cart-v1')
test(finds, 'logger', undefined)
test(finds, 'app', undefined)
test(finds, 'aip', 'api')
test(finds, 'ledgers', undefined)
test(finds, 'Cart', 'cart')
test(finds, 'API', 'api')
test(finds, 'cart.shop.svc.cluster.local', 'cart')
test(finds, 'cart.shop.svc', 'cart')
test(finds, 'cart.shop', 'cart')
test(finds, 'Cart.Shop.svc.cluster.local.', 'cart')
test(finds, 'ledger.bank.svc.cluster.local', undefined)
test(finds, 'cart.shop.example', undefined)

test('without any Service in the namespace none is close', (t) => {
  t.is(nearestService(reads, 'empty', 'cart'), undefined)
})

test('a Service that comes later is found', (t) => {
  const before = readsWith([serviceOf('shop/other')])
  const after = readsWith([serviceOf('shop/other'), serviceOf('shop/ledger')])
  t.is(nearestService(before, 'shop', 'legder'), undefined)
  t.is(nearestService(after, 'shop', 'legder'), 'ledger')
})

test('nobody is asked for more than fifty names of a namespace, nor where there are more than 200 Services', (t) => {
  const misspelt = Array.from({ length: 50 }, (_, index) => `ledger-${index}x`)
  for (const name of misspelt) nearestService(reads, 'bank', name)
  t.is(nearestService(reads, 'bank', 'ledgers'), undefined)
  const many = readsWith(
    Array.from({ length: 201 }, (_, index) => serviceOf(`shop/${index === 0 ? 'cart' : index}`)),
  )
  t.is(nearestService(many, 'shop', 'carts'), undefined)
})

test('a long name is near to one with a letter more, and to none with three', (t) => {
  const long = 'a-'.repeat(30)
  const one = readsWith([serviceOf(`shop/${long}x`), serviceOf(`shop/x${long}yy`)])
  t.is(nearestService(one, 'shop', `${long}`), `${long}x`)
  t.is(nearestService(one, 'shop', `${long}abc`), undefined)
  t.is(nearestService(one, 'shop', 'b'.repeat(61)), undefined)
})
