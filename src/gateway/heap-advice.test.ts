import test from 'ava'
import { heapAdvice } from './heap-advice.ts'

const MiB = 1024 ** 2

for (const [heap, memory] of [
  [262, 256],
  [262, 128],
  [268, 320],
  [4192, 1024],
] as const)
  test(`a heap of ${heap} MiB in ${memory} MiB of memory is advised to be half of it`, (t) => {
    const advice = heapAdvice({ heapBytes: heap * MiB, memoryBytes: memory * MiB })
    t.is(advice, `--max-old-space-size=${memory / 2}`)
  })

for (const [heap, memory] of [
  [140, 256],
  [268, 512],
  [536, 1024],
  [4192, 65_536],
] as const)
  test(`a heap of ${heap} MiB in ${memory} MiB of memory is left as it is`, (t) => {
    t.is(heapAdvice({ heapBytes: heap * MiB, memoryBytes: memory * MiB }), undefined)
  })
