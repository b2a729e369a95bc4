import test from 'ava'
import { loadFromH2load } from './h2load.ts'
import { loadFromWrk } from './wrk.ts'

test('what wrk says is read: answers, and what failed in any way', (t) => {
  const line = '{"requests":90,"microseconds":2000000,"refused":3,"unanswered":4}'
  t.deepEqual(loadFromWrk(`Transfer/sec: 1.23MB\n\n${line}\n`), {
    requests: 87,
    seconds: 2,
    failed: 7,
  })
  t.throws(() => loadFromWrk('unable to connect'), { message: /wrk gave no summary:\nunable/ })
})

test('what h2load says is read: answers, and what failed in any way', (t) => {
  const counts = 'requests: 9 total, 9 started, 9 done, 5 succeeded, 4 failed, 2 errored, 1 timeout'
  const said = (time: string) =>
    `finished in ${time}, 4.5 req/s, 2B/s\n${counts}\nstatus codes: 5 2xx`
  t.deepEqual(loadFromH2load(said('2.05s')), { requests: 5, seconds: 2.05, failed: 4 })
  t.is(loadFromH2load(said('250.00ms')).seconds, 0.25)
  t.throws(() => loadFromH2load('no such host'), { message: /h2load gave no summary:\nno such/ })
})
