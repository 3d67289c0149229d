/** Seeders that were named for an app hear of its releases by themselves. */
import { mkdir, writeFile } from 'node:fs/promises'
import { createPeer } from '@comice/core'
import { createKeep } from '@comice/keep'
import { createAuthor } from '@comice/platform'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'

async function openPeer(stack: AsyncDisposableStack, dht: TestDht) {
  const dir = stack.use(await tempDir('profile'))
  const profile = stack.use(await openProfile({ dir: dir.path }))
  return stack.use(await createPeer({ profile, network: { bootstrap: dht.bootstrap } }))
}

test('a release reaches the seeder without a word, also after the node has started again', async () => {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const [home, app] = [stack.use(await tempDir('alice')), stack.use(await tempDir('app'))]
  const start = () => startHost({ dir: home.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 })
  const open = async (host: Awaited<ReturnType<typeof start>>) => {
    const { author } = await host.services.apps.open()
    const release = async (version: string) => {
      await mkdir(app.path, { recursive: true })
      await writeFile(app.join('package.json'), JSON.stringify({ name: 'pears', version, main: 'main.js' }))
      await writeFile(app.join('main.js'), `console.log('${version}')`)
      await author.stage(app.path, { key })
      return author.release({ key })
    }
    return { author, release }
  }
  const first = await start()
  const { key, link } = await (await open(first)).author.touch()
  const seeder = await openPeer(stack, dht)
  const { peer: alice } = first.services
  await using keep = await createKeep(seeder, {
    allow: 'anyone',
    trusted: [alice.identity.device.publicKey],
  })
  /** What somebody finds who has only the seeder to ask: alice's node has stopped. */
  const newest = async () => {
    await using readers = new AsyncDisposableStack()
    const { releases } = await createAuthor(await openPeer(readers, dht)).info({ key, timeoutMs: 20_000 })
    return releases.at(-1)?.version
  }

  const before = await open(first)
  await before.release('1.0.0')
  const { keeper } = first.services.apps
  const source = await keeper.add(before.author, { key, seeder: keep.publicKey })
  const held = async () => {
    for await (const state of first.services.keeper.keepSource(source, {
      seeder: Buffer.from(keep.publicKey).toString('hex'),
      signal: AbortSignal.timeout(30_000),
    }))
      if (state.done) return
  }
  await held()
  await before.release('2.0.0')
  await held()
  await first.stop('the first half is over')
  expect(await newest()).toBe('2.0.0')

  const second = await start()
  const after = await open(second)
  await after.release('3.0.0')
  const blocks = async () => (await after.author.info({ key })).length
  await waitFor(async () => {
    const [kept] = second.services.apps.keeper.progress(key)
    return kept?.progress.state === 'held' && kept.progress.blocks >= (await blocks())
  })
  await second.stop('the second half is over')
  expect(await newest()).toBe('3.0.0')

  await using third = await start()
  const last = await open(third)
  const wish = { key, seeder: keep.publicKey }
  expect(await third.services.apps.keeper.remove(last.author, wish)).toBe(true)
  expect(await third.services.apps.keeper.remove(last.author, wish)).toBe(false)
  expect(await last.author.seeders.of(key)).toEqual([])
  expect(link).toContain('pear://')
})
