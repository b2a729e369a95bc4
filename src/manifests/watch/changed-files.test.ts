// Over any sequence of edits, what a few changed files change comes to what a comparison of all objects comes to.
import assert from 'node:assert/strict'
import test from 'ava'
import * as fc from 'fast-check'
import type { ReadFile } from '../read/manifest-file.ts'
import { idOf, type ManifestObject } from '../read/manifest-object.ts'
import { readManifests } from '../read/read-manifests.ts'
import { AppliedObjects, type ResourceChange } from './applied-objects.ts'
import { changedObjects, type ChangedObjects } from './changed-files.ts'
import { objectsInUse } from './objects-in-use.ts'

const object = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        name: fc.constantFrom('a', 'b', 'c'),
        namespace: fc.constantFrom('one', 'two'),
        port: fc.constantFrom('80', '81', 'x'),
      })
      .map(
        ({ name, namespace, port }) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [{ port: ${port} }] }
`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant('apiVersion: v1\nkind: Namespace\nmetadata: { name: one }\n'),
  },
  { weight: 1, arbitrary: fc.constant('apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n') },
)

const anyText = fc.oneof(
  { weight: 8, arbitrary: fc.array(object, { maxLength: 2 }).map((all) => all.join('---\n')) },
  { weight: 1, arbitrary: fc.constantFrom('', ' \n', 'a: [', '# none\n') },
)

/** Absent: the file goes. */
const edit = fc.record({
  file: fc.constantFrom('f.yaml', 'g.yaml', 'h.yaml'),
  text: fc.option(anyText, { nil: undefined, freq: 12 }),
})

test('what changed files change is what a comparison of all comes to', (t) => {
  let some = 0
  fc.assert(
    fc.property(fc.array(edit, { minLength: 10, maxLength: 40 }), (edits) => {
      const all = new AppliedObjects()
      const few = new AppliedObjects()
      let files: ReadonlyMap<string, ReadFile> = new Map()
      let before: Map<string, ManifestObject> = new Map()
      let inUse: Map<string, ManifestObject> = new Map()
      let hasProblems = true
      for (const { file, text: written } of edits) {
        const next = new Map(files)
        if (written === undefined) next.delete(file)
        else next.set(file, readFileOf(file, written))
        const now = [...next.values()]
        const quick: ChangedObjects | undefined = hasProblems
          ? undefined
          : changedObjects(now, files, inUse)
        const { objects, problems } = objectsInUse(now, before)
        const expected = inOrder(all.apply(objects))
        if (quick) {
          some++
          assert.deepEqual(problems, [])
          assert.deepEqual(inOrder(few.applySome(quick)), expected)
          for (const put of quick.put) inUse.set(idOf(put.resource), put)
          for (const id of quick.removed) inUse.delete(id)
        } else {
          inUse = objectsInUse(now, inUse).objects
          assert.deepEqual(inOrder(few.apply(inUse)), expected)
        }
        assert.deepEqual(inUse, objects)
        assert.deepEqual(few.resources, all.resources)
        before = objects
        hasProblems = problems.length > 0
        files = next
      }
    }),
    { numRuns: 300, includeErrorInReport: true },
  )
  t.true(some > 100)
})

function readFileOf(file: string, text: string): ReadFile {
  const read = readManifests(text, file)
  return { ...read, file, documents: new Map(), state: undefined, isBlank: text.trim() === '' }
}

function inOrder(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const wordsOf = ({ kind, key }: ResourceChange) => `${kind} ${key}`
  return changes.toSorted((a, b) => (wordsOf(a) < wordsOf(b) ? -1 : 1))
}
