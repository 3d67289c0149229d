import { expect, test } from 'vitest'
import { MAX_WINDOW_CODES, MAX_WINDOW_TOKENS, WINDOW_CODE_MS } from '../../src/constants.ts'
import { WindowTickets } from '../../src/window/window-tickets.ts'

test('a code gives a token once', () => {
  const tickets = new WindowTickets()
  const { code } = tickets.createCode()
  expect(tickets.isValid(tickets.exchange(code))).toBe(true)
  expect(tickets.exchange(code)).toBeNull()
})

test('a code is void when its time is over', () => {
  let now = 1000
  const tickets = new WindowTickets(() => now)
  const { code, expiresAt } = tickets.createCode()
  expect(expiresAt).toBe(1000 + WINDOW_CODE_MS)
  now = expiresAt
  expect(tickets.exchange(code)).toBeNull()
})

test('a guess, an empty text and what is not a text are refused', () => {
  const tickets = new WindowTickets()
  tickets.createCode()
  expect(tickets.exchange('')).toBeNull()
  expect(tickets.exchange('a'.repeat(22))).toBeNull()
  for (const token of ['', 'a'.repeat(43), undefined, null, 7, {}]) expect(tickets.isValid(token)).toBe(false)
})

test('only so many codes and tokens are held: the oldest go first', () => {
  const tickets = new WindowTickets()
  const first = tickets.createCode().code
  const codes = Array.from({ length: MAX_WINDOW_CODES }, () => tickets.createCode().code)
  expect(tickets.exchange(first)).toBeNull()
  const token = tickets.exchange(codes[0] ?? '')
  for (let count = 0; count < MAX_WINDOW_TOKENS; count += 1) tickets.exchange(tickets.createCode().code)
  expect(tickets.isValid(token)).toBe(false)
})
