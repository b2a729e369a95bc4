// The fields of an interface out of its source, each with what its own comment says. It reads what this
// code base writes: one `readonly` field a line, a comment in front of it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './sources.ts'

export interface Field {
  readonly name: string
  readonly isOptional: boolean
  readonly type: string
  readonly meaning: string
}

export async function fieldsOf(path: string, name: string): Promise<readonly Field[]> {
  const text = await readFile(join(root, path), 'utf8')
  const start = text.indexOf(`interface ${name} {\n`)
  if (start === -1) throw new Error(`${path} has no interface ${name}`)
  const body = text.slice(start, text.indexOf('\n}', start))
  // The comment may have several lines; a field has one.
  const field = /(?:\/\*\*([\s\S]*?)\*\/\s*)?readonly (\w+)(\?)?: (.+)/g
  return Array.from(body.matchAll(field), toField)
}

function toField([, comment = '', name = '', mark, type = '']: RegExpExecArray): Field {
  return { name, isOptional: mark !== undefined, type, meaning: textOf(comment) }
}

/** A comment's text without what frames it. */
export function textOf(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\*? ?/g, ' ').trim()
}
