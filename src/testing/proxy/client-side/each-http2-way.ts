// Tests that hold for each way in which HTTP/2 is served: the same titles, with the way before them.
import test, { type Macro, type TestFn } from 'ava'
import { http2Ways, type Http2Way } from '../../../proxy/words/http2-way.ts'

type Titled = (providedTitle: string | undefined, ...args: unknown[]) => string

export function eachHttp2Way(define: (way: Http2Way, test: TestFn) => void): void {
  for (const way of http2Ways) define(way, testOf(way))
}

function testOf(way: Http2Way): TestFn {
  const ofWay = (first: string | Macro<unknown[]>, ...rest: unknown[]) => {
    const isTitle = typeof first === 'string'
    // Its own type does not tell of it.
    const { title } = isTitle ? {} : (first as { readonly title?: Titled })
    const says = isTitle ? first : title?.(undefined, ...rest)
    // A macro would make the title itself.
    const given = isTitle ? rest : [first.exec, ...rest]
    return Reflect.apply(test, undefined, [`${way}: ${says}`, ...given])
  }
  // Of a test function the tests of HTTP/2 use these two.
  return Object.assign(ofWay, { macro: test.macro }) as TestFn
}
