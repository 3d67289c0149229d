import { expect, test } from 'vitest'
import { z } from 'zod'
import { inputProblems } from '../../src/api/input-problems.ts'

const input = z.strictObject({
  seeder: z.string().min(1).max(8),
  limit: z.number().int().min(1).max(200),
  to: z.array(z.string()).max(2),
  kind: z.enum(['a', 'b']),
  key: z.string().regex(/^x/),
})
const good = { seeder: 'x', limit: 1, to: [], kind: 'a', key: 'x' }

test.each([
  [{ seeder: '' }, 'seeder must not be empty'],
  [{ seeder: 'long enough' }, 'seeder must have at most 8 characters'],
  [{ seeder: 7 }, 'seeder must be a text'],
  [{ seeder: undefined }, 'seeder is missing'],
  [{ limit: 0 }, 'limit must be at least 1'],
  [{ limit: 201 }, 'limit must be at most 200'],
  [{ limit: 1.5 }, 'limit must be a whole number'],
  [{ to: ['a', 'b', 'c'] }, 'to must have at most 2 entries'],
  [{ to: ['a', 1] }, 'to.1 must be a text'],
  [{ kind: 'c' }, 'kind must be "a" or "b"'],
  [{ key: 'secret' }, 'key is not as expected'],
  [{ more: 1 }, 'the input has fields that nobody knows here'],
  [{ limit: 0, seeder: '' }, 'seeder must not be empty; limit must be at least 1'],
])('%o: %s', (wrong, words) => {
  const { error } = input.safeParse({ ...good, ...wrong })
  expect(inputProblems(error?.issues ?? [])).toBe(words)
})

test('no input at all is said so', () => {
  expect(inputProblems(input.safeParse(undefined).error?.issues ?? [])).toBe('the input is missing')
})
