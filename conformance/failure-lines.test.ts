import test from 'ava'
import { failureLines } from './failure-lines.ts'

test('of a failed assertion: the last two observations, the error and its message', (t) => {
  const output = `=== RUN   TestConformance/HTTPRouteReferenceGrant
    apply.go:271: 2026-11-23T14:21:17.1Z: Creating reference-grant HTTPRoute
    helpers.go:1110: 2026-11-23T14:21:25.4Z: ResolvedRefs condition set to Status False, expected True
    helpers.go:1110: 2026-11-23T14:21:25.5Z: ResolvedRefs was not in conditions list
    helpers.go:1171: 
        \tError Trace:\t/go/helpers.go:1119
        \t            \t\t\t\t/go/tests/httproute-reference-grant.go:51
        \tError:      \tReceived unexpected error:
        \t            \tcontext deadline exceeded
        \tTest:       \tTestConformance/HTTPRouteReferenceGrant
        \tMessages:   \terror waiting for HTTPRoute status to have a Condition
    apply.go:279: 2026-11-23T14:21:25.6Z: Deleting reference-grant HTTPRoute
--- FAIL: TestConformance/HTTPRouteReferenceGrant (8.01s)
`
  t.deepEqual(failureLines(output), [
    'ResolvedRefs condition set to Status False, expected True',
    'ResolvedRefs was not in conditions list',
    'Received unexpected error:',
    'context deadline exceeded',
    'error waiting for HTTPRoute status to have a Condition',
  ])
})

test('of a failure without an assertion: its last lines', (t) => {
  const output = `=== RUN   TestConformance/HTTPRouteWeight
    weight.go:66: Weighted distribution test failed: expected 70%, got 50%
--- FAIL: TestConformance/HTTPRouteWeight (1.00s)
`
  t.deepEqual(failureLines(output), ['Weighted distribution test failed: expected 70%, got 50%'])
})

test('a line of thousands of characters is cut', (t) => {
  t.is(failureLines('x'.repeat(5000))[0]?.length, 301)
})
