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
test(isMeant, '', undefined)
test(isMeant, 'x'.repeat(5000), undefined)
