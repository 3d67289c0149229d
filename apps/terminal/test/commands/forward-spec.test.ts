import { expect, test } from 'vitest'
import { parseForwardSpec } from '../../src/commands/forward-spec.ts'

test.each([
  ['8080:127.0.0.1:80', { bind: '127.0.0.1', port: 8080, target: '127.0.0.1:80' }],
  ['0:db:5432', { bind: '127.0.0.1', port: 0, target: 'db:5432' }],
  ['*:8080:db:80', { bind: '0.0.0.0', port: 8080, target: 'db:80' }],
  ['192.0.2.1:65535:db:65535', { bind: '192.0.2.1', port: 65_535, target: 'db:65535' }],
  ['[::1]:8080:[2001:db8::1]:80', { bind: '[::1]', port: 8080, target: '[2001:db8::1]:80' }],
])('%s is understood', (text, spec) => {
  expect(parseForwardSpec(text)).toEqual(spec)
})

test.each([
  '',
  '8080',
  '8080:db',
  'db:80',
  // Of a variable that was never set; ssh takes it for all addresses.
  ':8080:db:80',
  '::1:8080:db:80',
  '65536:db:80',
  '8080:db:0',
  '8080:db:65536',
  '8080:db:80:x',
  '8080:/run/db.sock',
  '8080:d b:80',
  '8080:[::1:80',
  '8080:]:80',
  '-1:db:80',
])('%o is none', (text) => {
  expect(parseForwardSpec(text)).toBeNull()
})
