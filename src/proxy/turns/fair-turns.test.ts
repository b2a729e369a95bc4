// Work that costs more than others waits for its turn, and a turn of the event loop has little of it.
import test from 'ava'
import { setImmediate as turn } from 'node:timers/promises'
import { atItsTurn, isTurnOver, onNewcomer } from './fair-turns.ts'

const pieces = 40

function work(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

/** How many pieces were done in each turn, until all are. */
async function doneByTurn(begin: (onDone: () => void) => void): Promise<number[]> {
  let done = 0
  const byTurn: number[] = []
  // Others of the turn before are over.
  await turn()
  begin(() => done++)
  for (let before = 0; before < pieces; before = done) {
    await turn()
    byTurn.push(done - before)
  }
  return byTurn
}

test.serial('a turn does a few milliseconds of what waits', async (t) => {
  const byTurn = await doneByTurn((onDone) => {
    for (let index = 0; index < pieces; index++)
      atItsTurn(() => {
        work(1)
        onDone()
      })
  })
  t.true(Math.max(...byTurn) <= 5, `${byTurn}`)
})

test.serial('what it brings about at the end of its tick counts, too', async (t) => {
  const byTurn = await doneByTurn((onDone) => {
    for (let index = 0; index < pieces; index++)
      atItsTurn(() =>
        process.nextTick(() => {
          work(1)
          onDone()
        }),
      )
  })
  t.true(Math.max(...byTurn) <= 5, `${byTurn}`)
})

test.serial('and so does what is about to come of it', async (t) => {
  const byTurn = await doneByTurn((onDone) => {
    for (let index = 0; index < pieces; index++) atItsTurn(onDone, 1)
  })
  t.true(Math.max(...byTurn) <= 5, `${byTurn}`)
})

test.serial('after a newcomer a turn does one piece: others may come', async (t) => {
  const byTurn = await doneByTurn((onDone) => {
    onNewcomer()
    for (let index = 0; index < pieces; index++)
      atItsTurn(() => {
        work(1)
        onDone()
      })
  })
  t.is(byTurn[0], 1)
})

test.serial('what begins goes on until a turn has had enough of it', async (t) => {
  await turn()
  t.false(isTurnOver())
  work(5)
  t.true(isTurnOver())
  await turn()
  await turn()
  t.false(isTurnOver())
})

test.serial('what begins waits while others do', async (t) => {
  await turn()
  const { promise, resolve } = Promise.withResolvers<void>()
  atItsTurn(resolve)
  t.true(isTurnOver())
  await promise
})

test.serial('one that throws takes nobody else out of the line', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const caught = new Promise((tell) => process.once('uncaughtException', tell))
  const others = process.rawListeners('uncaughtException').slice(0, -1)
  for (const other of others) process.off('uncaughtException', other as () => void)
  atItsTurn(() => {
    throw new Error('thrown')
  })
  atItsTurn(resolve)
  await Promise.all([caught, promise])
  for (const other of others) process.on('uncaughtException', other as () => void)
  t.pass()
})
