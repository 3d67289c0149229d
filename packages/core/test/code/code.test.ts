import { CODE_WORDS } from '@comice/protocol'
import { expect, test } from 'vitest'
import { createCode, formatCode, parseCode, secretOfCode, topicOfCode } from '../../src/code/code.ts'

const CODE = { number: 4821, words: ['apple', 'orbit', 'lamp'] }

const reasonOf = (text: string): string => {
  try {
    parseCode(text)
  } catch (error) {
    expect(error).toMatchObject({ code: 'CODE_INVALID', exitCode: 2 })
    return (error as Error).message
  }
  throw new Error('it was read')
}

test('the words are 2,048, sorted, and told apart by their first four letters', () => {
  expect(CODE_WORDS.length).toBe(2048)
  expect(new Set(CODE_WORDS.map((word) => word.slice(0, 4))).size).toBe(2048)
  expect([...CODE_WORDS].sort()).toEqual(CODE_WORDS)
  expect(CODE_WORDS.every((word) => /^[a-z]{3,8}$/u.test(word))).toBe(true)
})

test('a code is read as it is written', () => {
  for (let round = 0; round < 1000; round++) {
    const code = createCode()
    expect(code.number).toBeGreaterThanOrEqual(1)
    expect(code.number).toBeLessThanOrEqual(9999)
    expect(parseCode(formatCode(code))).toEqual(code)
  }
})

test.each([
  '4821-apple-orbit-lamp',
  ' 4821-Apple-ORBIT-lamp\n',
  '4821 apple orbit lamp',
  '4821, apple, orbit, lamp.',
  '4821–apple–orbit–lamp',
  'apple orbit lamp 4821',
  '4821--apple__orbit lamp',
  '04821-apple-orbi-lamp',
  '4821-appl-orb-lam',
])('%j is that code', (text) => {
  expect(parseCode(text)).toEqual(CODE)
})

test.each([
  ['4821-appple-orbit-lamp', 'the first word is none of a code; is it apple?'],
  ['4821-apple-obrit-lamp', 'the second word is none of a code; is it orbit?'],
  ['4821-apple-orbit-lampp', 'the third word is none of a code; is it lamp?'],
  ['4821-apple-orbit-qqqqqqqq', 'the third word is none of a code'],
  ['4821-a-orbit-lamp', 'the first word is cut too short: it may be abandon, ability, able'],
  ['4821-apple-orbit', 'expected a number and 3 words, found 3 parts'],
  ['apple-orbit-lamp-apple', 'expected a number from 1 to 9999 in front'],
  ['0-apple-orbit-lamp', 'expected a number from 1 to 9999 in front'],
  ['10000-apple-orbit-lamp', 'expected a number from 1 to 9999 in front'],
  ['', 'expected a number and 3 words, found 0 parts'],
  ['x'.repeat(1000), 'it is too long'],
])('%j is refused with what is wrong', (text, reason) => {
  expect(reasonOf(text)).toBe(`this is no code: ${reason}`)
})

test('the place to meet depends on the number, the secret on all of it', () => {
  const other = { ...CODE, words: ['apple', 'orbit', 'lake'] }
  expect(topicOfCode('send', other)).toEqual(topicOfCode('send', CODE))
  expect(topicOfCode('link', CODE)).not.toEqual(topicOfCode('send', CODE))
  expect(topicOfCode('send', { ...CODE, number: 4822 })).not.toEqual(topicOfCode('send', CODE))
  expect(secretOfCode(other)).not.toEqual(secretOfCode(CODE))
})
