import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { loadConfig, parseConfig } from '../../src/config/config.ts'
import { DEFAULT_PORT } from '../../src/constants.ts'

const KEY = 'ab'.repeat(32)

function problemsOf(text: string): unknown {
  try {
    parseConfig(text, '/etc/seeder.toml')
  } catch (error) {
    return (error as { details: { problems: string[] } }).details.problems
  }
  return null
}

test('nothing is needed, and nobody may store by default', () => {
  expect(parseConfig('', 'x')).toEqual({ port: DEFAULT_PORT, logLevel: 'info', keep: {}, network: {} })
})

test('every setting of the example is known', async () => {
  const example = await readFile(new URL('../../seeder.example.toml', import.meta.url), 'utf8')
  const everything = example.replace(/^# (dir|bootstrap) = /gm, '$1 = ')
  expect(parseConfig(everything, '/etc/seeder.toml')).toMatchObject({
    dir: '/var/lib/comice-seeder',
    port: DEFAULT_PORT,
    keep: { allow: [], maxBytes: 10 * 1024 ** 3, maxCores: 65_536, maxClientCores: 16_384 },
    network: {
      bootstrap: [{ host: '192.0.2.1', port: 49737 }],
      public: true,
      local: true,
      mdns: true,
      localPort: 29_737,
    },
  })
})

test('keys are read, an open seeder is said in words, and a directory is relative to the file', () => {
  const config = parseConfig(`dir = "data"\nallow = ["${KEY}"]`, '/etc/comice/seeder.toml')
  expect(config).toMatchObject({
    dir: '/etc/comice/data',
    keep: { allow: [Uint8Array.from(Buffer.from(KEY, 'hex'))] },
  })
  expect(parseConfig('allow = "anyone"', 'x').keep).toEqual({ allow: 'anyone' })
})

test('every problem is named with what was expected and found', () => {
  expect(problemsOf('port = 70000\nallow = ["nonsense"]\nalow = []\n[network]\npublic = "yes"')).toEqual([
    'allow: expected a list of keys (52 characters of z32, or 64 of hex); entry 1 is none, found a list',
    'port: expected a whole number from 0 to 65535, found 70000',
    expect.stringMatching(/^alow: no such setting; there are /),
    'network.public: expected true or false, found a text',
  ])
})

test('what is not TOML is named by line and column, and not quoted', () => {
  const problems = problemsOf('port = 1\nallow = "s3cret') as string[]
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(/^line 2, column \d+: /)
  expect(problems[0]).not.toContain('s3cret')
})

test('a file that is not there is named', async () => {
  await expect(loadConfig('/nowhere/seeder.toml')).rejects.toMatchObject({
    code: 'CONFIG_UNREADABLE',
    details: { path: '/nowhere/seeder.toml', cause: 'ENOENT' },
  })
})
