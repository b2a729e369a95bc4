import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { keyOf } from '../../resources/resource-set.ts'
import { describeProblem } from '../read/manifest-problem.ts'
import { readOnce } from './read-once.ts'

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`

test('files are read in the order given, and folders in the order of their names', async (t) => {
  const root = await folder(t)
  await mkdir(join(root, 'm/b'), { recursive: true })
  await mkdir(join(root, 'm/.git'))
  await writeFile(join(root, 'm/c.yaml'), configMap('c'))
  await writeFile(join(root, 'm/b/x.yml'), configMap('x'))
  await writeFile(
    join(root, 'm/a.json'),
    JSON.stringify({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' } }),
  )
  await writeFile(join(root, 'm/.git/z.yaml'), configMap('z'))
  await writeFile(join(root, 'm/c.yaml~'), configMap('old'))
  await writeFile(join(root, 'plain'), configMap('plain'))
  await symlink(join(root, 'nowhere'), join(root, 'm/dangling.yaml'))
  const { objects, problems } = await readOnce([
    join(root, 'plain'),
    join(root, 'm'),
    `${root}/./m//c.yaml`,
  ])
  t.deepEqual(
    objects.map(
      ({ resource, file, line }) => `${keyOf(resource)} ${file.slice(root.length)}:${line}`,
    ),
    [
      'default/plain /plain:1',
      'default/a /m/a.json:1',
      'default/x /m/b/x.yml:1',
      'default/c /m/c.yaml:1',
    ],
  )
  t.deepEqual(problems, [])
})

test('problems of all files are given, and a kind that is not read is named once', async (t) => {
  const root = await folder(t)
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n'
  await writeFile(join(root, 'a.yaml'), `${pod}---\n${configMap('a')}`)
  await writeFile(join(root, 'b.yaml'), `${pod}---\n${configMap('a')}---\n${configMap('B')}`)
  const { objects, problems } = await readOnce([root])
  t.is(objects.length, 1)
  t.deepEqual(
    problems.map(describeProblem).map((line) => line.replaceAll(`${root}/`, '')),
    [
      'a.yaml:1: Pod p: the kind Pod is not read; its objects are ignored',
      'b.yaml:5: ConfigMap default/a: expected each object once, found it also at a.yaml:5, which is used',
      `b.yaml:11: ConfigMap default/B: metadata.name: expected a DNS name (labels of lower case letters, digits and '-', joined by '.') (did you mean b?), found "B"`,
    ],
  )
})

test('namespaces that objects name exist, and a Namespace that is defined is that one', async (t) => {
  const root = await folder(t)
  await writeFile(
    join(root, 'a.yaml'),
    `${configMap('a')}---\n${configMap('b, namespace: shop')}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: x}}\n`,
  )
  const { resources, objects } = await readOnce([root])
  t.deepEqual(
    [...resources.Namespace.values()]
      .map(({ metadata }) => metadata)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [
      { name: 'default', labels: { 'kubernetes.io/metadata.name': 'default' } },
      { name: 'shop', labels: { team: 'x', 'kubernetes.io/metadata.name': 'shop' } },
    ],
  )
  t.is(objects.length, 3)
})

test('a missing path is refused', async (t) => {
  await t.throwsAsync(readOnce(['/nowhere/at/all']), {
    message: 'File or folder /nowhere/at/all does not exist: give one with manifests with -f.',
  })
})
