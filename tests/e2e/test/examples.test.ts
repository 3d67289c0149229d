import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createNetworks, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, linesOf } from '../src/person.ts'
import { PROGRAM, SOURCE } from '../src/program.ts'

const EXAMPLE = fileURLToPath(new URL('../../../examples/first-room/', import.meta.url))

test.each(['main.ts', 'commands.sh'])('%s has at most 30 lines', async (file) => {
  expect((await readFile(`${EXAMPLE}/${file}`, 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})

test.each([
  ['main.ts', 'ts'],
  ['commands.sh', 'sh'],
])('the README shows %s as it is', async (file, language) => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const [, code = ''] = /^[^\n]*\n(.*)$/su.exec(await readFile(`${EXAMPLE}/${file}`, 'utf8')) ?? []
  expect(readme).toContain(`\`\`\`${language}\n${code}\`\`\``)
})

test('the program lets two peers talk', async () => {
  await using dir = await tempDir('example')
  await using networks = await createNetworks({ hosts: ['alice'] })
  await using program = await networks.hosts.alice.spawn({
    script: `${EXAMPLE}/main.ts`,
    execArgv: [SOURCE],
    cwd: dir.path,
  })
  expect(await program.exited, program.stderr).toEqual({ code: 0, signal: null })
  expect(await linesOf(program)).toEqual(['alice: hello bob', 'bob: hello alice'])
})

test('the commands let two profiles talk, and leave nothing running', async () => {
  await using home = await tempDir('home')
  await using networks = await createNetworks({ hosts: ['alice'] })
  await using alice = createPerson('alice', { home: home.path })
  await using bob = createPerson('bob', { home: home.path })
  await mkdir(home.join('.bin'))
  const comice = `#!/bin/sh\nexec '${process.execPath}' '${SOURCE}' '${PROGRAM}' "$@"\n`
  await writeFile(home.join('.bin', 'comice'), comice)
  await chmod(home.join('.bin', 'comice'), 0o755)
  const env = {
    COMICE_HOME: home.path,
    PATH: `${home.join('.bin')}:${process.env['PATH']}`,
    FORCE_COLOR: undefined,
  }

  await using script = await networks.hosts.alice.spawn({
    command: 'sh',
    args: ['-e', `${EXAMPLE}/commands.sh`],
    env,
  })
  expect(await script.exited, script.stderr).toEqual({ code: 0, signal: null })
  const lines = await linesOf(script)
  expect(lines.filter((line) => /^\d\d:\d\d /u.test(line)).slice(-2)).toEqual([
    expect.stringMatching(/alice {2}hello bob$/u),
    expect.stringMatching(/bob {2}hello alice$/u),
  ])
  expect(lines.filter((line) => line === 'stopped')).toHaveLength(2)
  expect([await alice.nodePid(), await bob.nodePid()]).toEqual([null, null])
})

test('the guide of the first chat has the code that a test runs', async () => {
  const page = await readFile(new URL('../../../docs/guides/first-chat.md', import.meta.url), 'utf8')
  const fences = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  const files = ['chat-peer.ts', 'first-chat.test.ts'].map(
    (file) => new URL(`first-chat/${file}`, import.meta.url),
  )
  expect(fences.join('\n')).toBe((await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n'))
})
