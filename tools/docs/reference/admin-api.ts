// The blocks of docs/reference/admin-api.md: what the two servers list of themselves at /.
import { adminPages } from '../../../src/gateway/admin/admin-pages.ts'
import { createMetrics } from '../../../src/observe/metrics/metrics.ts'
import { startAdminServer } from '../../../src/observe/servers/admin-server.ts'
import { startHealthServer } from '../../../src/observe/servers/health-server.ts'
import { createReadiness } from '../../../src/observe/servers/readiness.ts'
import { cell, code, table } from '../markdown.ts'

export const adminBlocks = {
  'admin-pages': async () => pageTable(await adminIndex()),
  'health-pages': async () => pageTable(await healthIndex()),
}

const place = { address: '127.0.0.1', port: 0 }

export async function adminIndex(): Promise<string> {
  return indexOf(await startAdminServer({ ...place, pages: adminPages(async () => undefined) }))
}

export async function healthIndex(): Promise<string> {
  const readiness = createReadiness()
  return indexOf(await startHealthServer({ ...place, readiness, metrics: createMetrics() }))
}

async function indexOf(server: Awaited<ReturnType<typeof startAdminServer>>): Promise<string> {
  try {
    return await (await fetch(`http://127.0.0.1:${server.port}/`)).text()
  } finally {
    await server.close()
  }
}

function pageTable(index: string): string {
  const pages = index.matchAll(/^(\/\S+) +(.+)$/gm)
  return table(
    ['path', 'what it has'],
    Array.from(pages, ([, path = '', about = '']) => [code(path), cell(about)]),
  )
}
