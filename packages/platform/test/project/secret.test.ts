import { expect, test } from 'vitest'
import { readProject } from '../../src/project/project.ts'
import { secretInContents, secretInName } from '../../src/project/secret.ts'
import { APP, folder } from './folder.ts'

test.each([
  '.env',
  '.env.production',
  'config/prod.env',
  'id_ed25519',
  'keys/server.key',
  'cert.pem',
  'store.p12',
  '.netrc',
  '.ssh/config',
  'home/.aws/credentials',
])('%s is a secret by its name', (path) => {
  expect(secretInName(path)).not.toBeNull()
})

test.each(['.env.example', 'id_rsa.pub', 'environment.js', 'keyboard.js', 'aws/credentials.js', '.npmrc'])(
  '%s is none',
  (path) => {
    expect(secretInName(path)).toBeNull()
  },
)

const BODY = 'MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF'
const begin = (kind: string) => `-----BEGIN ${kind}-----`

test.each([
  ['a key in PEM', 'notes.txt', `${begin('PRIVATE KEY')}\n${BODY}\n`, 'a private key'],
  ['an OpenSSH key', 'a.bin', `\0\0${begin('OPENSSH PRIVATE KEY')}\r\n${BODY}`, 'a private key'],
  ['a PGP key', 'a.asc', `${begin('PGP PRIVATE KEY BLOCK')}\nVersion: GnuPG v2\n\n${BODY}`, 'a private key'],
  [
    'a key in JSON',
    'account.json',
    JSON.stringify({ key: `${begin('PRIVATE KEY')}\n${BODY}\n` }),
    'a private key',
  ],
  ['a token of npm', '.npmrc', '//registry.example/:_authToken=abcdef', 'a token of a package registry'],
  ['a token in a program', 'bot.js', `const token = 'ghp_${'a1'.repeat(18)}'`, 'a token of GitHub'],
])('%s is found in %s', (...[, path, text, secret]) => {
  expect(secretInContents(path, Buffer.from(text))).toBe(secret)
})

test.each([
  ['a public key', 'a.pem', `${begin('PUBLIC KEY')}\n${BODY}`],
  ['a program that looks for keys', 'scan.js', `if (text.includes('${begin('PRIVATE KEY')}')) warn()`],
  ['settings that name an environment variable', '.npmrc', '//registry.example/:_authToken=${NPM_TOKEN}'],
  ['settings without a token', '.npmrc', 'save-exact=true'],
])('%s is none', (_what, path, text) => {
  expect(secretInContents(path, Buffer.from(text))).toBeNull()
})

test('a secret keeps a project from being staged until it is named, under whichever name it stands', async () => {
  await using dir = await folder({ ...APP, '.env': 'A=1', 'settings.txt': { link: '.env' } })
  const looksLike = 'it looks like an environment file'
  expect((await readProject(dir.path)).refusals).toEqual([
    { path: '.env', reason: looksLike },
    { path: 'settings.txt', reason: looksLike },
  ])
  const { refusals } = await readProject(dir.path, { include: ['.env', 'settings.txt'] })
  expect(refusals).toEqual([])
})
