// A gateway of UDP in a process of its own, for a test that takes its descriptors away: the share that
// sessions may have and the endpoint's port as arguments, its port on stdout, and at the end of stdin what
// it refused.
import { startUdp } from './datagrams.ts'

const [share = '', port = ''] = process.argv.slice(2)
const closers: (() => Promise<void>)[] = []
const gateway = await startUdp(
  { teardown: (close) => void closers.push(close) },
  {
    endpoints: { a: [{ address: '127.0.0.1', port: Number(port), name: 'a' }] },
    limits: {
      datagramDescriptorShare: Number(share),
      endpointDescriptorShare: 2 * Number(share),
    },
  },
)
process.stdout.write(`${gateway.port}\n`)
process.stdin.resume().once('end', async () => {
  for (const close of closers) await close()
  const { refused, records } = gateway
  const evicted = records.filter(({ flags }) => flags.includes('evicted')).length
  process.stdout.write(`${JSON.stringify({ refused, evicted, sessions: records.length })}\n`)
})
