import test from 'ava'
import { nearestName } from './nearest-name.ts'

const known = ['backendRefs', 'filters', 'matches', 'name', 'timeouts']

const isMeant = test.macro({
  exec: (t, written: string, meant: string | undefined) => t.is(nearestName(written, known), meant),
  title: (_, written, meant) => `${written || 'nothing'} means ${meant ?? 'none of them'}`,
})

test(isMeant, 'backendRef', 'backendRefs')
test(isMeant, 'backendrefs', 'backendRefs')
test(isMeant, 'match', 'matches')
test(isMeant, 'fliters', 'filters')
test(isMeant, 'nam', 'name')
test(isMeant, 'naem', 'name')
test(isMeant, 'timeout', 'timeouts')
test(isMeant, 'hostnames', undefined)
test(isMeant, 'nmae', 'name')
test(isMeant, 'nime', 'name')
test(isMeant, 'nimee', undefined)
test(isMeant, 'bakcendResf', 'backendRefs')
test(isMeant, 'bakcendRest', undefined)
test(isMeant, '', undefined)
test(isMeant, 'x'.repeat(5000), undefined)

test('of several that are as near the first by name is meant, whatever their order', (t) => {
  for (const names of [
    ['web-2', 'web-1'],
    ['web-1', 'web-2'],
  ])
    t.is(nearestName('web-3', names), 'web-1')
})

test('names of up to three letters are near only by their letters', (t) => {
  t.is(nearestName('a', ['b']), undefined)
  t.is(nearestName('app', ['api']), undefined)
  t.is(nearestName('ab', ['ba']), 'ba')
  t.is(nearestName('wbe', ['web']), 'web')
})
