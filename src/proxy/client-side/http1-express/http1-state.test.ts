import test from 'ava'
import {
  clientEnded,
  type Http1State,
  isLastAnswer,
  lastWordSaid,
  mayTakeRequest,
  openState,
  takesNoMore,
  tooManyWait,
} from './http1-state.ts'

type Step = (state: Http1State) => void

/** `last`, `each`, `none`: behind which answer the connection closes. */
const table: readonly (readonly [
  what: string,
  steps: readonly Step[],
  state: string,
  takes: boolean,
  closesBehind: 'none' | 'last' | 'each',
])[] = [
  ['a new one', [], 'open open', true, 'none'],
  ['a client that ended', [clientEnded], 'ended open', true, 'last'],
  ['too many that wait', [tooManyWait], 'full open', false, 'last'],
  ['too many, then the end', [tooManyWait, clientEnded], 'full open', false, 'last'],
  ['the end, then too many', [clientEnded, tooManyWait], 'full open', false, 'last'],
  ['a last request', [takesNoMore], 'open ending', false, 'each'],
  ['a last request, then the end', [takesNoMore, clientEnded], 'ended ending', false, 'each'],
  ['the end, then a last answer', [clientEnded, takesNoMore], 'ended ending', false, 'each'],
  ['too many, then a last answer', [tooManyWait, takesNoMore], 'full ending', false, 'each'],
  ['a last word', [lastWordSaid], 'open refused', false, 'each'],
  ['a last word, then a last answer', [lastWordSaid, takesNoMore], 'open refused', false, 'each'],
  ['a last answer, then a last word', [takesNoMore, lastWordSaid], 'open refused', false, 'each'],
]

for (const [what, steps, expected, takes, closesBehind] of table)
  test(`after ${what} a connection is ${expected}`, (t) => {
    const state = { ...openState }
    for (const step of steps) step(state)
    t.is(`${state.incoming} ${state.outgoing}`, expected)
    t.is(mayTakeRequest(state), takes)
    t.is(isLastAnswer(state, { isLast: true }), closesBehind !== 'none')
    t.is(isLastAnswer(state, { isLast: false }), closesBehind === 'each')
  })
