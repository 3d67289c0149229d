import { expect, test } from 'vitest'
import { moveNewLine } from '../../src/window/conversation/use-new-line.ts'

test('a message that comes while one looks gets no line', () => {
  expect(moveNewLine(5, { length: 5, isLooking: true }, { length: 6, isLooking: true, isMine: false })).toBe(
    null,
  )
})

test('the first message after one looked away gets the line, and keeps it while one reads', () => {
  const away = moveNewLine(
    null,
    { length: 5, isLooking: true },
    { length: 5, isLooking: false, isMine: false },
  )
  expect(away).toBe(5)
  const came = moveNewLine(
    away,
    { length: 5, isLooking: false },
    { length: 7, isLooking: false, isMine: false },
  )
  expect(came).toBe(5)
  const back = moveNewLine(
    came,
    { length: 7, isLooking: false },
    { length: 7, isLooking: true, isMine: false },
  )
  expect(back).toBe(5)
  expect(
    moveNewLine(back, { length: 7, isLooking: true }, { length: 8, isLooking: true, isMine: false }),
  ).toBe(5)
})

test('an answer of one’s own ends it', () => {
  expect(moveNewLine(5, { length: 7, isLooking: true }, { length: 8, isLooking: true, isMine: true })).toBe(
    null,
  )
})
