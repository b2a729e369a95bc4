// A chapter of the guide as it lies in its folder.
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import type { ExpectedCondition } from '../../src/testing/requests/expected-condition.ts'
import { checkRequestCases, type RequestCase } from '../../src/testing/requests/request-case.ts'

const guide = join(import.meta.dirname, '../../docs/guide')

export interface Chapter {
  /** The folder's name: `01-a-first-route`. */
  readonly name: string
  readonly folder: string
  readonly readme: string
  /** Text by file name: what a user would apply. */
  readonly manifests: ReadonlyMap<string, string>
  /** What a cluster would make by itself. */
  readonly standalone: string
  readonly requests: readonly RequestCase[]
  /** The address modes in which a cluster is asked for the same: where it is not all one. */
  readonly addresses: readonly ('host' | 'pool' | 'service')[]
  readonly mistake: string
  readonly expected: ExpectedMistake
}

export interface ExpectedMistake {
  readonly conditions?: readonly ExpectedCondition[]
  /** What is said of a manifest that no cluster would take, as `rauta check` prints it. */
  readonly refused?: readonly string[]
  /** Answers while the mistake is there. */
  readonly requests?: readonly RequestCase[]
}

export async function readChapters(): Promise<readonly Chapter[]> {
  const names = (await readdir(guide)).filter((name) => /^\d\d-/.test(name))
  return Promise.all(names.toSorted().map((name) => readChapter(join(guide, name))))
}

async function readChapter(folder: string): Promise<Chapter> {
  const text = (file: string): Promise<string> => readFile(join(folder, file), 'utf8')
  const name = basename(folder)
  const expected = (parse(await text('mistake.expected.yaml')) ?? {}) as ExpectedMistake
  const requests: unknown = parse(await text('requests.yaml'))
  return {
    name,
    folder,
    readme: await text('README.md'),
    manifests: await readManifestFiles(join(folder, 'manifests')),
    standalone: await text('standalone.yaml'),
    requests: checkRequestCases(requests, `${name}/requests.yaml`),
    addresses: parse(await text('cluster.yaml')).addresses,
    mistake: await text('mistake.yaml'),
    expected: {
      ...expected,
      requests: checkRequestCases(expected.requests ?? [], `${name}/mistake.expected.yaml`),
    },
  }
}

/** A reader's own Secrets stay out of it: the test makes its own. */
export async function readManifestFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((file) => /(?<!-cert)\.yaml$/.test(file)).toSorted()
  return new Map(
    await Promise.all(
      names.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const),
    ),
  )
}
