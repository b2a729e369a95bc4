import test from 'ava'
import { limits } from '../sockets/limits.ts'
import { SessionTable, tableBounds, type TableBounds } from './session-table.ts'

function tableOf(bounds: Partial<TableBounds> = {}) {
  const ended: string[] = []
  const table = new SessionTable<Entry>(
    { all: 100, perSocket: 100, perSource: 100, ...bounds },
    60_000,
  )
  const open = (key: string, source = key, socket = 'a') => {
    const { perSocket, perSource } = table.bounds
    const entry: Entry = {
      key,
      shares: [
        { of: `socket ${socket}`, most: perSocket },
        { of: `source ${source}`, most: perSource },
      ],
      end: (why) => {
        ended.push(`${key} ${why}`)
        table.remove(entry)
      },
    }
    table.add(entry)
    return entry
  }
  return { table, open, ended }
}

interface Entry {
  readonly key: string
  readonly shares: readonly { readonly of: string; readonly most: number }[]
  end(why: 'idle' | 'evicted'): void
}

function removeAll({ table }: ReturnType<typeof tableOf>, keys: string): void {
  for (const key of keys) {
    const entry = table.find(key)
    if (entry) table.remove(entry)
  }
}

test('a full table ends the session that was silent longest', (t) => {
  const filled = tableOf({ all: 3 })
  const { table, open, ended } = filled
  const a = open('a')
  open('b')
  open('c')
  table.touch(a)
  open('d')
  open('e')
  t.deepEqual(ended, ['b evicted', 'c evicted'])
  t.is(table.size, 3)
  t.is(table.find('a'), a)
  removeAll(filled, 'ade')
})

test('a source that wants more than its share loses a session of its own', (t) => {
  const filled = tableOf({ perSource: 2 })
  const { open, ended } = filled
  open('a', 'quiet')
  for (const key of 'bcde') open(key, 'flood')
  t.deepEqual(ended, ['b evicted', 'c evicted'])
  removeAll(filled, 'ade')
})

test('a socket that is flooded from everywhere leaves those of others alone', (t) => {
  const filled = tableOf({ perSocket: 2 })
  const { open, ended } = filled
  open('a', 'one', 'quiet')
  for (const key of 'bcde') open(key, key, 'flooded')
  t.deepEqual(ended, ['b evicted', 'c evicted'])
  removeAll(filled, 'ade')
})

test('what was removed is not touched back', (t) => {
  const { table, open } = tableOf()
  const a = open('a')
  table.remove(a)
  table.touch(a)
  t.is(table.size, 0)
  t.is(table.find('a'), undefined)
})

test('a process that may open few files has fewer sessions, in proportion', (t) => {
  t.deepEqual(tableBounds(limits, Infinity), { all: 16_384, perSocket: 8_192, perSource: 4_096 })
  t.deepEqual(tableBounds(limits, 1_024), { all: 256, perSocket: 128, perSource: 64 })
  t.deepEqual(tableBounds(limits, 3), { all: 1, perSocket: 1, perSource: 1 })
})
