import { isComiceError } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_WINDOW_CODES, MAX_WINDOW_TOKENS, WINDOW_CODE_MS } from '../../src/constants.ts'
import { WindowSessions } from '../../src/server/sessions.ts'

function refusal(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return isComiceError(error) ? error.code : error
  }
}

test('a code gives a token once', () => {
  const sessions = new WindowSessions()
  const { code } = sessions.createCode()
  expect(sessions.isValid(sessions.exchange(code))).toBe(true)
  expect(refusal(() => sessions.exchange(code))).toBe('CODE_REFUSED')
})

test('a code is void when its time is over', () => {
  let now = 1000
  const sessions = new WindowSessions(() => now)
  const { code, expiresAt } = sessions.createCode()
  expect(expiresAt).toBe(1000 + WINDOW_CODE_MS)
  now = expiresAt
  expect(refusal(() => sessions.exchange(code))).toBe('CODE_REFUSED')
})

test('a guess, an empty text and what is not a text are refused', () => {
  const sessions = new WindowSessions()
  sessions.createCode()
  expect(refusal(() => sessions.exchange(''))).toBe('CODE_REFUSED')
  expect(refusal(() => sessions.exchange('a'.repeat(22)))).toBe('CODE_REFUSED')
  for (const token of ['', 'a'.repeat(43), undefined, null, 7, {}])
    expect(sessions.isValid(token)).toBe(false)
})

test('only so many codes and tokens are held: the oldest go first', () => {
  const sessions = new WindowSessions()
  const first = sessions.createCode().code
  const codes = Array.from({ length: MAX_WINDOW_CODES }, () => sessions.createCode().code)
  expect(refusal(() => sessions.exchange(first))).toBe('CODE_REFUSED')
  const token = sessions.exchange(codes[0] ?? '')
  for (let count = 0; count < MAX_WINDOW_TOKENS; count += 1) sessions.exchange(sessions.createCode().code)
  expect(sessions.isValid(token)).toBe(false)
})
