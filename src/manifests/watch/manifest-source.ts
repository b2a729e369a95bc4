// Resources from files, watched: the source with no cluster. Fits the control loop's ResourceSource.
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ResourceSet } from '../../resources/resource-set.ts'
import { AppliedObjects, type ResourceChange } from './applied-objects.ts'
import { readManifestFile, type ReadFile, type ReadOutcome } from '../read/manifest-file.ts'
import { manifestFiles, type ManifestFiles } from './manifest-files.ts'
import type { ManifestProblem } from '../read/manifest-problem.ts'
import { objectsInUse } from './objects-in-use.ts'
import { matters, type PlacesToWatch, placesToWatch } from './places-to-watch.ts'
import { idOf, type ManifestObject } from '../read/manifest-object.ts'
import { changedObjects } from './changed-files.ts'
import { refuseMissing } from './read-once.ts'
import { type FolderWatch, watchFolders } from './watch-folders.ts'

export interface ManifestSourceOptions {
  /** Files and folders. */
  readonly paths: readonly string[]
  /** Called with all there are, whenever they differ from those before; first with the first set. */
  readonly onProblems?: (problems: readonly ManifestProblem[]) => void
  /** Called just before the set that they make up is given. Not for the first set. */
  readonly onChanges?: (changes: readonly ResourceChange[]) => void
}

// A burst of events (an editor's save, `git checkout`) is one reading: after this long without
// another event. A file that was written more recently than this is still being written. A file that is
// replaced by another one, as a rename does it, is whole at once, and nobody waits.
const quietMs = 20
// Yet a folder that never rests is read all the same.
const longestWaitMs = 200
// Each is an open file for a moment.
const filesAtOnce = 100

export function createManifestSource(options: ManifestSourceOptions): ManifestSource {
  return new ManifestSource(options)
}

export class ManifestSource {
  readonly #options: ManifestSourceOptions
  readonly #applied = new AppliedObjects()
  readonly #watch: FolderWatch
  #files: ReadonlyMap<string, ReadFile> = new Map()
  #objects: Map<string, ManifestObject> = new Map()
  #problems: readonly ManifestProblem[] | undefined
  #places: PlacesToWatch = new Map()
  #lastEvent = 0
  #firstEvent: number | undefined
  /** Since the last reading began. */
  #isWritten = false
  /** Files that events named since then, and whether one named something else. */
  #named = new Set<string>()
  #isElsewhere = false
  #byFullPath: ReadonlyMap<string, string> = new Map()
  #following: Promise<void> | undefined
  #isStarted = false
  #isClosed = false
  #onChange: (resources: ResourceSet) => void = () => {}

  constructor(options: ManifestSourceOptions) {
    this.#options = options
    this.#watch = watchFolders({
      onEvent: (folder, name, isWrite) => {
        if (!matters(this.#places, folder, name)) return
        const file = this.#byFullPath.get(join(folder, name ?? ''))
        if (file === undefined) this.#isElsewhere = true
        else this.#named.add(file)
        this.#noteEvent(isWrite)
      },
    })
  }

  /** What is in use and where it stands. */
  get objects(): readonly ManifestObject[] {
    return [...this.#objects.values()]
  }

  /** Rejects where there is nothing at a path. */
  async start(onChange: (resources: ResourceSet) => void): Promise<void> {
    refuseMissing(await manifestFiles(this.#options.paths))
    this.#onChange = onChange
    await this.#read()
    onChange(this.#applied.resources)
    this.#isStarted = true
    this.#followEvents()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#watch.close()
    await this.#following
  }

  #noteEvent(isWrite: boolean): void {
    if (isWrite) this.#isWritten = true
    this.#lastEvent = performance.now()
    this.#firstEvent ??= this.#lastEvent
    this.#followEvents()
  }

  #followEvents(): void {
    if (!this.#isStarted || this.#firstEvent === undefined) return
    this.#following ??= this.#follow().finally(() => (this.#following = undefined))
  }

  /** Reads until no event came that was not read. */
  async #follow(): Promise<void> {
    while (this.#firstEvent !== undefined && !this.#isClosed) {
      const isAtOnce = !this.#isWritten
      if (!isAtOnce) await this.#quiet(this.#firstEvent)
      this.#firstEvent = undefined
      if (await this.#read(isAtOnce)) this.#onChange(this.#applied.resources)
    }
  }

  async #quiet(first: number): Promise<void> {
    for (;;) {
      const now = performance.now()
      const due = Math.min(this.#lastEvent + quietMs, first + longestWaitMs)
      if (now >= due || this.#isClosed) return
      await setTimeout(due - now)
    }
  }

  /** Whether anything changed. `isAtOnce`: names alone came or went, a moment ago. */
  async #read(isAtOnce = false): Promise<boolean> {
    const { onChanges } = this.#options
    const isFirst = this.#problems === undefined
    const named = isAtOnce && !this.#isElsewhere ? this.#named : undefined
    this.#isWritten = false
    this.#isElsewhere = false
    this.#named = new Set()
    const found = await this.#find()
    // Where files come and go, others may be about to: what was moved would be gone for a moment.
    if (isAtOnce && !this.#hasRead(found.files)) {
      this.#noteEvent(true)
      return false
    }
    if (!isAtOnce) this.#byFullPath = new Map(found.files.map((file) => [resolve(file), file]))
    const files = await this.#readFiles(found.files, isAtOnce, named)
    if (this.#isClosed) return false

    const changes = this.#takeOver(files, found.missing)
    if (!isFirst && changes.length > 0) onChanges?.(changes)
    return changes.length > 0
  }

  #takeOver(files: readonly ReadFile[], missing: readonly string[]): readonly ResourceChange[] {
    const isFine = this.#problems?.length === 0 && missing.length === 0
    const some = isFine ? changedObjects(files, this.#files, this.#objects) : undefined
    this.#files = new Map(files.map((file) => [file.file, file]))
    if (some) {
      for (const object of some.put) this.#objects.set(idOf(object.resource), object)
      for (const id of some.removed) this.#objects.delete(id)
      return this.#applied.applySome(some)
    }
    const { objects, problems } = objectsInUse(files, this.#objects)
    this.#objects = objects
    const all = [...missing.map(missingMistake), ...problems]
    if (!isDeepStrictEqual(all, this.#problems)) this.#options.onProblems?.(all)
    this.#problems = all
    return this.#applied.apply(objects)
  }

  /** Watched before they are listed for good and read: what changes meanwhile is an event. */
  async #find(): Promise<ManifestFiles> {
    for (;;) {
      const found = await manifestFiles(this.#options.paths)
      this.#places = await placesToWatch(this.#options.paths, found)
      if (this.#isClosed || !this.#watch.follow(this.#places.keys())) return found
    }
  }

  #hasRead(names: readonly string[]): boolean {
    return names.length === this.#files.size && names.every((name) => this.#files.has(name))
  }

  /** `named`: those that may be others; absent: all. */
  async #readFiles(
    names: readonly string[],
    isAtOnce: boolean,
    named: ReadonlySet<string> | undefined,
  ): Promise<ReadFile[]> {
    const restMs = this.#isStarted ? quietMs : 0
    const mayBePut = () => isAtOnce && !this.#isWritten
    const files: ReadFile[] = []
    for (let start = 0; start < names.length; start += filesAtOnce) {
      const some = names.slice(start, start + filesAtOnce)
      const outcomes = await Promise.all(
        some.map((name): ReadOutcome | Promise<ReadOutcome> => {
          const before = this.#files.get(name)
          const isSame = named && !named.has(name) && before?.state?.signature !== undefined
          if (isSame) return { read: before, isBusy: false }
          return readManifestFile(name, { before, restMs, mayBePut })
        }),
      )
      for (const { read, isBusy } of outcomes) {
        if (read) files.push(read)
        if (isBusy) this.#noteEvent(true)
      }
    }
    return files
  }
}

function missingMistake(path: string): ManifestProblem {
  const fault = { expected: 'a file or a folder', found: 'nothing: it was removed' }
  return { level: 'mistake', file: path, line: 0, object: '', path: '', ...fault }
}
