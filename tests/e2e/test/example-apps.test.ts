/** The apps of `examples/`: staged and released by alice, run by both from their link, each in a sandbox of its own. */
import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createTestDht, type SpawnedPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, type Person } from '../src/person.ts'
import { publishApp } from '../src/publish-app.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))

async function setUp(example: string) {
  await using opening = new AsyncDisposableStack()
  const dht = opening.use(await createTestDht())
  const home = opening.use(await tempDir('home'))
  const options = ['--bootstrap', dht.address]
  const alice = opening.use(createPerson('alice', { home: home.path, options }))
  const bob = opening.use(createPerson('bob', { home: home.path, options }))
  const { link } = opening.use(await publishApp(alice, `${EXAMPLES}/${example}`))
  const open = opening.move()
  return { dht, home, alice, bob, link, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function run(person: Person, link: string, args: readonly string[] = []): Promise<SpawnedPeer> {
  return person.start(['run', link, '--yes', '--', ...args])
}

/** The app ends by itself when there is nothing more to read. */
async function end(program: SpawnedPeer): Promise<void> {
  program.endInput()
  expect(await program.exited, program.stderr).toEqual({ code: 0, signal: null })
}

test('chat-terminal: two people talk under their nicknames, and hear what was said before they came', async () => {
  await using people = await setUp('chat-terminal')
  const { alice, bob, link } = people
  await using hers = await run(alice, link, ['alice'])
  await hers.waitForLine('You are alice.')
  hers.send('hello bob, nobody is here yet')
  await using his = await run(bob, link, ['bob'])
  await his.waitForLine('alice: hello bob, nobody is here yet')
  his.send('hello alice')
  await hers.waitForLine('bob: hello alice')

  his.send('/name robert\u001B[2J')
  await his.waitForLine('You are robert now.')
  his.send('\u001B]0;your terminal is mine\u0007still me')
  await hers.waitForLine('robert: still me')
  await end(his)

  await using again = await run(bob, link)
  await again.waitForLine('You are robert.')
  hers.send('welcome back')
  await again.waitForLine('alice: welcome back')
  await Promise.all([end(hers), end(again)])
})

test('notes: what two people wrote while they did not see each other is the same list at both', async () => {
  await using people = await setUp('notes')
  const { alice, bob, link } = people
  let key: string
  {
    await using hers = await run(alice, link)
    key = (await hers.waitForLine(/^key: /)).slice('key: '.length)
    hers.send('add buy pears')
    await hers.waitForLine('1. buy pears')
    await using his = await run(bob, link, [key])
    await his.waitForLine('you may write')
    await his.waitForLine('1. buy pears')
    his.send('edit 1 buy ripe pears')
    await hers.waitForLine('1. buy ripe pears')
    await Promise.all([end(hers), end(his)])
  }
  for (const [person, note] of [
    [alice, 'alice wrote this alone'],
    [bob, 'bob wrote this alone'],
  ] as const) {
    await using alone = await run(person, link)
    await alone.waitForLine('1. buy ripe pears')
    alone.send(`add ${note}`)
    await alone.waitForLine(`2. ${note}`)
    await end(alone)
  }
  await using hers = await run(alice, link)
  await using his = await run(bob, link)
  for (const program of [hers, his]) {
    await program.waitForLine('3. bob wrote this alone')
    program.send('list')
    await program.waitForLine('2. alice wrote this alone')
  }
  await Promise.all([end(hers), end(his)])
})
