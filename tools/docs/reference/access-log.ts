// The blocks of docs/reference/access-log.md, out of the records that the code writes.
import { accessFlags } from '../../../src/observe/log/access-record.ts'
import { streamFlags } from '../../../src/observe/log/stream-record.ts'
import { cell, code, table } from '../markdown.ts'
import { fieldsOf } from './fields-of.ts'

export const accessLogBlocks = {
  'access-fields': () => fieldTable('src/observe/log/access-record.ts', 'AccessRecord'),
  'access-flags': () => flagTable(accessFlags),
  'stream-fields': () => fieldTable('src/observe/log/stream-record.ts', 'StreamRecord'),
  'stream-flags': () => flagTable(streamFlags),
}

async function fieldTable(path: string, name: string): Promise<string> {
  const fields = await fieldsOf(path, name)
  return table(
    ['field', 'type', 'present', 'meaning'],
    fields.map(({ name: field, isOptional, type, meaning }) => [
      code(field),
      typeInJson(type),
      isOptional ? 'if there is one' : 'always',
      cell(meaning),
    ]),
  )
}

function typeInJson(type: string): string {
  if (type.endsWith('[]')) return 'list of strings'
  if (type.startsWith("'"))
    return type
      .split(' | ')
      .map((one) => code(one.slice(1, -1)))
      .join(', ')
  return type
}

function flagTable(flags: Readonly<Record<string, string>>): string {
  return table(
    ['flag', 'meaning'],
    Object.entries(flags).map(([flag, meaning]) => [code(flag), cell(meaning)]),
  )
}
