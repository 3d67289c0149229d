import { expect, test } from 'vitest'
import { webAddress } from '../../src/window/markdown/web-address.ts'

test.each([
  ['https://pears.example/a?b#c', 'pears.example'],
  ['http://localhost:8080/', 'localhost:8080'],
  ['mailto:bob@pears.example', 'bob@pears.example'],
  // Cyrillic letters that look like Latin ones.
  ['https://аррӏе.example', 'xn--80ak6aa92e.example'],
])('%s leads to %s', (text, host) => {
  expect(webAddress(text)?.host).toBe(host)
})

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>',
  'file:///etc/passwd',
  'blob:https://a.example/1',
  '/relative',
  'nothing',
  'https://bank.example@mallory.example/',
])('%s leads nowhere', (text) => {
  expect(webAddress(text)).toBe(null)
})
