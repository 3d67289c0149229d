import { expect, test } from 'vitest'
import { parseForwardSpec } from '../../src/commands/forward-spec.ts'

test.each([
  ['8080:127.0.0.1:80', { listen: { kind: 'tcp', bind: '127.0.0.1', port: 8080 }, target: '127.0.0.1:80' }],
  ['0:db:5432', { listen: { kind: 'tcp', bind: '127.0.0.1', port: 0 }, target: 'db:5432' }],
  ['*:8080:db:80', { listen: { kind: 'tcp', bind: '0.0.0.0', port: 8080 }, target: 'db:80' }],
  [
    '192.0.2.1:65535:db:65535',
    { listen: { kind: 'tcp', bind: '192.0.2.1', port: 65_535 }, target: 'db:65535' },
  ],
  [
    '[::1]:8080:[2001:db8::1]:80',
    { listen: { kind: 'tcp', bind: '[::1]', port: 8080 }, target: '[2001:db8::1]:80' },
  ],
  [
    '8080:/run/db.sock',
    { listen: { kind: 'tcp', bind: '127.0.0.1', port: 8080 }, target: 'unix:/run/db.sock' },
  ],
  ['[::1]:0:/run/db', { listen: { kind: 'tcp', bind: '[::1]', port: 0 }, target: 'unix:/run/db' }],
  ['/tmp/a b.sock:db:5432', { listen: { kind: 'unix', path: '/tmp/a b.sock' }, target: 'db:5432' }],
  ['/tmp/a:/run/b', { listen: { kind: 'unix', path: '/tmp/a' }, target: 'unix:/run/b' }],
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
  '8080:run/db.sock',
  './here:db:80',
  '/tmp/:db:80',
  '/:db:80',
  '/tmp/a:b:db:80',
  '127.0.0.1:/tmp/a:db:80',
  '/tmp/a:/run/b:c',
  '/tmp/a\0:db:80',
  '8080:d b:80',
  '8080:[::1:80',
  '8080:]:80',
  '-1:db:80',
])('%o is none', (text) => {
  expect(parseForwardSpec(text)).toBeNull()
})
