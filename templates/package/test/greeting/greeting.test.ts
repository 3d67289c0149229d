import { isComiceError } from '@comice/protocol'
import { describe, expect, test } from 'vitest'
import { createGreeting } from '../../src/index.ts'

describe('a greeting', () => {
  test('names who is greeted', () => {
    expect(createGreeting({ name: 'alice' }).text).toBe('hello alice')
  })

  test('an empty name is refused by its code', () => {
    const attempt = (): unknown => createGreeting({ name: '' })
    expect(attempt).toThrow(expect.toSatisfy((error: unknown) => isComiceError(error, 'NAME_INVALID')))
  })
})
