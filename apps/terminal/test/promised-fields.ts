/** What docs/reference/cli.md promises of JSON lines. */
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { JsonLine } from './machine.ts'

export interface Promised {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Fields by type, from the table of the reference whose first column has that title. */
export async function promisedFields(title: string): Promise<Map<string, Promised>> {
  const page = await readFile(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8')
  const start = page.search(new RegExp(`^\\| ${title} +\\| of +\\| fields +\\|$`, 'mu'))
  const [table = ''] = page.slice(start).split('\n\n', 1)
  const rows = [...table.matchAll(/^\| `(\w+)` +\|[^|]*\| (.*) \|$/gmu)]
  return new Map(
    rows.map(([, type = '', fields = '']) => {
      const [always = '', sometimes = ''] = fields.split(/, and where they help|, sometimes/u)
      return [type, { required: namesIn(always), optional: namesIn(sometimes) }]
    }),
  )
}

/** What stands behind a semicolon, in brackets or behind `which` explains. */
function namesIn(text: string): string[] {
  const fields = text.replaceAll(/\([^)]*\)|; the last line.*|, which is .*/gu, '')
  return [...fields.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name)
}

/** The line has what is promised and nothing else. */
export function expectFields(line: JsonLine, { required, optional }: Promised, where: string): void {
  const { v, type: _type, ...fields } = line
  expect(v).toBe(1)
  const names = Object.keys(fields)
  expect(
    required.filter((name) => !names.includes(name)),
    `${where} lacks`,
  ).toEqual([])
  expect(
    names.filter((name) => ![...required, ...optional].includes(name)),
    `${where} has more`,
  ).toEqual([])
}
