import test from 'ava'
import { KeptPages } from './kept-pages.ts'

test('a page that was given back is taken next, and as many are kept as may wait', (t) => {
  const pages = new KeptPages(16, 2)
  const taken = [pages.take(), pages.take(), pages.take()]
  t.deepEqual(
    taken.map(({ length }) => length),
    [16, 16, 16],
  )
  t.is(new Set(taken).size, 3)
  for (const page of taken) pages.giveBack(page)
  const again = [pages.take(), pages.take(), pages.take()]
  t.is(again.filter((page) => taken.includes(page)).length, 2)
})

test('a part of a page, and one that is larger, are not kept', (t) => {
  const pages = new KeptPages(16, 2)
  const part = pages.take().subarray(0, 8)
  const large = Buffer.alloc(32)
  pages.giveBack(part)
  pages.giveBack(large)
  t.false([part, large].includes(pages.take()))
})
