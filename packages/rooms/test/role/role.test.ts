import { readFile } from 'node:fs/promises'
import { ROLES } from '@comice/protocol'
import { expect, test } from 'vitest'
import { isAbove, LEAST_ROLE, mayDo, mayGive } from '../../src/role/role.ts'

test('docs/concepts/rooms.md says who may do what as the code does', async () => {
  const page = await readFile(new URL('../../../../docs/concepts/rooms.md', import.meta.url), 'utf8')
  const rows = [
    ...page.matchAll(/^\| (?<action>[^|]+?) +\| (?<role>owner|admin|moderator|member|reader) +\|$/gmu),
  ]
  const written = Object.fromEntries(rows.map(({ groups }) => [groups?.['action'], groups?.['role']]))
  expect(written).toEqual(LEAST_ROLE)
})

test('nobody acts on the same role or a higher one, or gives one above the own', () => {
  for (const role of ROLES) {
    expect(isAbove(role, role)).toBe(false)
    expect(mayGive(role, role)).toBe(true)
    for (const other of ROLES) {
      if (isAbove(role, other)) expect(isAbove(other, role)).toBe(false)
      expect(mayGive(role, other)).toBe(!isAbove(other, role))
    }
  }
  expect(mayGive('owner', 'unknown')).toBe(false)
  expect(mayDo('unknown', 'read')).toBe(false)
})
