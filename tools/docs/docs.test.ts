// A page states only what this test, the guide's test or a generator keeps true: files that pages name
// exist, links lead somewhere, generated blocks are up to date.
import { existsSync } from 'node:fs'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import { blocks } from './generated-blocks.ts'

const root = join(import.meta.dirname, '../..')
const pages = (
  await Array.fromAsync(
    glob('{*.md,docs/**/*.md,{bench,conformance,kind,deploy}/**/*.md}', { cwd: root }),
  )
).toSorted()

test('there are pages', (t) => {
  t.true(pages.includes('README.md'))
  t.true(pages.length > 10)
})

for (const page of pages) {
  test(`${page} names only files that exist`, async (t) => {
    const text = await readFile(join(root, page), 'utf8')
    const missing = [...namedFiles(text), ...linkedFiles(page, text)].filter(
      (file) => !existsSync(join(root, file)),
    )
    t.deepEqual(missing, [])
  })

  test.serial(`${page} has what its generators say`, async (t) => {
    const text = await readFile(join(root, page), 'utf8')
    const wanted = await regenerated(text)
    if (process.env['UPDATE_DOCS'] && wanted !== text) await writeFile(join(root, page), wanted)
    else t.is(text, wanted, 'UPDATE_DOCS=1 npx ava tools/docs/docs.test.ts rewrites it')
    t.pass()
  })
}

for (const page of pages) {
  test(`${page} links to headings that exist`, async (t) => {
    const text = await readFile(join(root, page), 'utf8')
    const missing: string[] = []
    for (const { file, heading } of linkedHeadings(page, text))
      if (!headingsOf(await readFile(join(root, file), 'utf8')).has(heading))
        missing.push(`${file}#${heading}`)
    t.deepEqual(missing, [])
  })
}

test('the index of docs links every page but chapters and decisions', async (t) => {
  const index = linkedFiles('docs/README.md', await readFile(join(root, 'docs/README.md'), 'utf8'))
  const elsewhere = /^docs\/(README\.md|guide\/\d|decisions\/\d)/
  t.deepEqual(
    pages.filter(
      (page) => page.startsWith('docs/') && !elsewhere.test(page) && !index.includes(page),
    ),
    [],
  )
})

test('the index of decisions has each of them in order, by its title, with a line', async (t) => {
  const index = await readFile(join(root, 'docs/decisions/README.md'), 'utf8')
  const rows = [...index.matchAll(/^\| (\d+) \| \[(.+)\]\((.+)\) \| (.+) \|$/gm)]
  const decisions = pages.filter((page) => /^docs\/decisions\/\d/.test(page))
  t.deepEqual(
    rows.map(([, number, title, file]) => `${file}: # ${number}. ${title}`),
    await Promise.all(
      decisions.map(async (page) => {
        const [heading] = (await readFile(join(root, page), 'utf8')).split('\n')
        return `${page.slice('docs/decisions/'.length)}: ${heading}`
      }),
    ),
  )
})

test('each generated block stands on some page', async (t) => {
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')))
  for (const name of Object.keys(blocks))
    t.true(
      texts.some((text) => text.includes(`<!-- generated: ${name} -->`)),
      name,
    )
})

/** Paths in backticks that begin with one of the top-level folders. */
function namedFiles(text: string): string[] {
  const named = text.matchAll(
    /`((?:src|tools|docs|bench|conformance|kind|deploy|\.ci)\/[\w./-]+)`/g,
  )
  return [...named].map((match) => match[1]!)
}

function linkedFiles(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(page), target))
}

function linkedHeadings(page: string, text: string): { file: string; heading: string }[] {
  return [...text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)]
    .map((match) => ({
      file: match[1] ? join(dirname(page), match[1]) : page,
      heading: match[2]!,
    }))
    .filter(({ file }) => file.endsWith('.md'))
}

/** The anchors that GitHub gives headings. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!)
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

async function regenerated(text: string): Promise<string> {
  const begin = /<!-- generated: ([\w-]+) -->\n/g
  let result = text
  for (const [opening, name = ''] of text.matchAll(begin)) {
    const block = blocks[name]
    if (!block) throw new Error(`there is no generated block named ${name}`)
    const from = result.indexOf(opening) + opening.length
    const to = result.indexOf('<!-- end -->', from)
    result = `${result.slice(0, from)}${await block()}\n${result.slice(to)}`
  }
  return result
}
