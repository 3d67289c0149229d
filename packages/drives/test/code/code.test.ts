import { topicOfCode as topicOfAnyCode } from '@comice/core'
import { expect, test } from 'vitest'
import { createCode, parseCode, topicOfCode } from '../../src/code/code.ts'

test('what is no code is an error of sends, with the word that was meant', () => {
  expect(() => parseCode('4821-pear-orbt-lamp')).toThrow(
    expect.objectContaining({ code: 'SEND_CODE_INVALID', message: expect.stringContaining('orbit') }),
  )
})

test('a code of a send leads to no other place', () => {
  const code = createCode()
  expect(topicOfCode(code)).toEqual(topicOfAnyCode('send', code))
  expect(topicOfCode(code)).not.toEqual(topicOfAnyCode('link', code))
})
