import test from 'ava'
import { array, assert, constant, constantFrom, oneof, property } from 'fast-check'
import { intersectionOf } from './hostnames.ts'
import { HeldHostnames } from './held-hostnames.ts'

const label = constantFrom('a', 'b', 'c')
const name = array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
const hostname = oneof(
  name,
  name.map((below) => `*.${below}`),
  constant(''),
)

test('somebody holds a hostname exactly where one that is held has names in common with it', (t) => {
  assert(
    property(array(hostname, { maxLength: 5 }), hostname, (held, asked) => {
      const holders = new HeldHostnames<string>()
      for (const one of held) holders.hold(one, one)
      const holder = holders.holderOf(asked)
      const isHeld = held.some((one) => intersectionOf(one, asked) !== undefined)
      t.is(holder !== undefined, isHeld)
      if (holder !== undefined) t.not(intersectionOf(holder, asked), undefined)
    }),
  )
})
