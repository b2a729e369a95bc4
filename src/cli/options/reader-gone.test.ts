import { execFile } from 'node:child_process'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ownPlace } from '../../testing/own-place.ts'
import { startGateway } from '../../gateway/start-gateway.ts'
import { gatewayManifest, manifestFolder, routeManifest } from '../../testing/cli/manifests.ts'

const rauta = `${process.execPath} ${join(import.meta.dirname, '../../main.js')}`

const manifests = { 'all.yaml': `${gatewayManifest}---\n${routeManifest('/')}` }

/** The first program's exit code, and all that any of them says on standard error. */
function shell(line: string): Promise<{ code: number; errors: string }> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', `${line}; exit \${PIPESTATUS[0]}`], (error, _out, errors) =>
      resolve({ code: Number(error?.code ?? 0), errors }),
    )
  })
}

async function adminOf(t: ExecutionContext, folder: string): Promise<string> {
  const admin = { address: '127.0.0.1', port: 0 }
  const gateway = await startGateway({ paths: [folder], ...ownPlace(), admin })
  t.teardown(() => gateway.close())
  return `http://127.0.0.1:${gateway.admin?.port}`
}

for (const [args, code] of [
  ['check -f FOLDER', 1],
  ['check -f FOLDER --output json', 1],
  ['check -f FOLDER --output yaml', 1],
  ['explain GET http://shop.example/ -f FOLDER', 1],
  ['explain GET http://shop.example/ -f FOLDER --output json', 1],
  ['status --admin ADMIN', 1],
  ['status --admin ADMIN --output json', 1],
  ['version', 0],
  ['--version', 0],
  ['--help', 0],
  ['help check', 0],
  ['serve --help', 0],
] as const) {
  test(`"rauta ${args} | true" ends with ${code}, and says nothing`, async (t) => {
    const { folder } = await manifestFolder(t, manifests)
    const admin = args.includes('ADMIN') ? await adminOf(t, folder) : ''
    const line = `${rauta} ${args.replace('FOLDER', folder).replace('ADMIN', admin)}`
    t.deepEqual(await shell(`${line} | true`), { code, errors: '' })
  })
}

test('an error is nobody’s where standard error has no reader', async (t) => {
  t.deepEqual(await shell(`{ ${rauta} chek 2>&1 >&3 | true; } 3>/dev/null`), {
    code: 2,
    errors: '',
  })
})

for (const args of ['version', '--help', 'check -f FOLDER'])
  test(`"rauta ${args}" on a full disk is one sentence and no success`, async (t) => {
    const { folder } = await manifestFolder(t, manifests)
    const { code, errors } = await shell(`${rauta} ${args.replace('FOLDER', folder)} > /dev/full`)
    t.is(code, 1)
    t.is(errors, 'rauta: The output cannot be written (ENOSPC).\n')
  })
