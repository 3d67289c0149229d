/** The apps of `examples/`, each staged and released by alice and run by both from its link, in their own sandboxes. */
import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
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
  const app = opening.use(await publishApp(alice, `${EXAMPLES}/${example}`))
  const open = opening.move()
  return { dht, alice, bob, link: app.link, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function run(person: Person, link: string, args: readonly string[] = []): Promise<SpawnedPeer> {
  return person.start(['run', link, '--yes', '--', ...args])
}

test('chat-terminal: two people talk under their nicknames, and hear what was said while they were away', async () => {
  await using people = await setUp('chat-terminal')
  const { alice, bob, link } = people
  {
    await using hers = await run(alice, link, ['alice'])
    await hers.waitForLine('You are alice.')
    hers.send('hello bob, nobody is here yet')
    await using his = await run(bob, link, ['bob'])
    await his.waitForLine('alice: hello bob, nobody is here yet')
    his.send('hello alice')
    await hers.waitForLine('bob: hello alice')
    his.send('/name robert\u001B[2J')
    await his.waitForLine('You are robert now.')
    his.send('\u001B]0;mine\u0007still me')
    await hers.waitForLine('robert: still me')
  }
})
