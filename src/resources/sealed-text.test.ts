import { format, inspect } from 'node:util'
import test from 'ava'
import { SealedText } from './sealed-text.ts'

const sealed = new SealedText('hunter2')

for (const [way, print] of [
  ['JSON.stringify', () => JSON.stringify({ sealed })],
  ['a template', () => `${sealed}`],
  ['inspect', () => inspect({ sealed }, { depth: 9, showHidden: true })],
  ['format', () => format('%s %o %j %O', sealed, sealed, sealed, sealed)],
  ['spreading', () => JSON.stringify({ ...sealed })],
] as const) {
  test(`${way} does not show sealed text`, (t) => {
    t.false(print().includes('hunter2'))
  })
}

test('reveal gives the text', (t) => {
  t.is(sealed.reveal(), 'hunter2')
})
