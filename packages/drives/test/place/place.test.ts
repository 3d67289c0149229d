import { isComiceError } from '@comice/protocol'
import { homedir } from 'node:os'
import { expect, test } from 'vitest'
import { formatDriveLink, parseDriveLink } from '../../src/place/drive-link.ts'
import { parsePlace } from '../../src/place/place.ts'

const KEY = Buffer.alloc(32, 7)
const OTHER = Buffer.alloc(32, 9)

test.each<[string, object]>([
  ['./pears', { kind: 'folder', path: '/garden/pears' }],
  ['.', { kind: 'folder', path: '/garden' }],
  ['..', { kind: 'folder', path: '/' }],
  ['/srv/pears', { kind: 'folder', path: '/srv/pears' }],
  ['a/b', { kind: 'folder', path: '/garden/a/b' }],
  ['a/b:c', { kind: 'folder', path: '/garden/a/b:c' }],
  ['~', { kind: 'folder', path: homedir() }],
  ['~/pears', { kind: 'folder', path: `${homedir()}/pears` }],
  ['pears:', { kind: 'drive', name: 'pears', version: null, path: '' }],
  ['pears:/', { kind: 'drive', name: 'pears', version: null, path: '' }],
  ['pears:/a/b/', { kind: 'drive', name: 'pears', version: null, path: '/a/b' }],
  ['pears@12:/a', { kind: 'drive', name: 'pears', version: 12, path: '/a' }],
  ['pears@v1.0:', { kind: 'drive', name: 'pears', version: 'v1.0', path: '' }],
  ['my-pears.2:/x', { kind: 'drive', name: 'my-pears.2', version: null, path: '/x' }],
])('%s is a place', (text, place) => {
  expect(parsePlace(text, { cwd: '/garden' })).toEqual(place)
})

test('a bare word is a drive only where drives are asked for', () => {
  expect(parsePlace('pears', { bare: 'drive' })).toMatchObject({ kind: 'drive', name: 'pears' })
  expect(parsePlace('pears@v1', { bare: 'drive' })).toMatchObject({ name: 'pears', version: 'v1' })
  expect(() => parsePlace('pears')).toThrow('a bare word may be a folder')
})

test.each([
  '',
  'Pears:',
  'pears@:/a',
  'pears@1.2:/a',
  'pears:a',
  'a b:',
  '-pears:',
  'pears..x:',
  'a\0b',
  'a:b:c',
])('%j is no place', (text) => {
  expect(() => parsePlace(text)).toThrow(
    expect.toSatisfy((error: unknown) => isComiceError(error, 'PLACE_INVALID')),
  )
})

test('a link comes back as it was made', () => {
  const link = formatDriveLink({ key: KEY, path: '/späť/a b' })
  expect(link).toMatch(/^pear:\/\/.+#sum=[0-9a-f]{10}$/u)
  expect(parsePlace(link)).toMatchObject({
    kind: 'link',
    path: '/späť/a b',
    version: null,
    encryptionKey: null,
  })
  expect(Buffer.from(parseDriveLink(link).key)).toEqual(KEY)
  const versioned = formatDriveLink({ key: KEY, version: 12, fork: 1, treeHash: OTHER })
  expect(parseDriveLink(versioned)).toMatchObject({ version: 12, fork: 1 })
  expect(Buffer.from(parseDriveLink(versioned).treeHash!)).toEqual(OTHER)
})

test('a path may be written behind a link, whatever stands at its end', () => {
  const [all, part] = [formatDriveLink({ key: KEY }), formatDriveLink({ key: KEY, path: '/a' })]
  expect(parseDriveLink(`${all}/b/c`)).toMatchObject({ path: '/b/c' })
  expect(parseDriveLink(`${part}/b/`)).toMatchObject({ path: '/a/b' })
  expect(() => parseDriveLink(`${all}0/b`)).toThrow('checksum')
})

test('a link with the read key is a secret of its own kind', () => {
  const link = formatDriveLink({ key: KEY, encryptionKey: OTHER, version: 3, path: '/a' })
  expect(link).toMatch(/^cmd1[a-z0-9]+@3\/a$/u)
  const parsed = parseDriveLink(link)
  expect(parsed).toMatchObject({ version: 3, path: '/a' })
  expect(Buffer.from(parsed.encryptionKey!)).toEqual(OTHER)
})

test('a mistyped link is refused before anything is looked for', () => {
  const link = formatDriveLink({ key: KEY })
  const secret = formatDriveLink({ key: KEY, encryptionKey: OTHER })
  const typo = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === 'y' ? 'b' : 'y') + text.slice(at + 1)
  for (let at = 'pear://'.length; at < 'pear://'.length + 51; at++) {
    expect(() => parseDriveLink(typo(link, at)), String(at)).toThrow('checksum')
  }
  for (let at = 4; at < secret.length; at++)
    expect(() => parseDriveLink(typo(secret, at)), String(at)).toThrow('checksum')
  // Links of other programs have none.
  expect(() => parseDriveLink(link.slice(0, link.indexOf('#')))).not.toThrow()
})
