import { rm } from 'node:fs/promises'
import { createTestDht } from '@comice/testkit'
import { expect, test } from 'vitest'
import { removeTree } from '../../src/checkout/remove-tree.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { appFiles, createAuthor, createPlainAuthor } from './authors.ts'
import { createUser, textOf } from './users.ts'

const code = (name: string) => expect.objectContaining({ code: name })

test('an app runs from its link, and again when nobody is there', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const release = await author.publish('one', '1.0.0')
  await using bob = await createUser(dht)
  const opened = await bob.installs.open(author.link)
  expect(await textOf(opened)).toBe('one')
  expect(opened).toMatchObject({
    isNew: true,
    version: { length: release.length, version: '1.0.0', isAttested: true, fork: 0 },
    app: {
      id: author.app.id,
      link: author.link,
      channel: 'stable',
      isPinned: false,
      trouble: '',
      good: null,
    },
  })
  expect(Buffer.from(opened.version.authorKey)).toEqual(Buffer.from(author.peer.identity.publicKey))

  expect(await bob.installs.openAtHand(`pear://${'y'.repeat(52)}`)).toBeNull()
  for (const options of [{ checkout: 2 }, { channel: 'dev' }]) {
    expect(await bob.installs.openAtHand(author.link, options)).toBeNull()
  }

  await author.close()
  const again = await bob.installs.open(author.link)
  expect(await bob.installs.openAtHand(author.link)).toMatchObject({
    isNew: false,
    checkout: { dir: opened.checkout.dir },
    app: { id: author.app.id },
  })
  expect(again).toMatchObject({ isNew: false, checkout: { dir: opened.checkout.dir } })

  // A checkout that somebody deleted comes back from the blocks that are here.
  await removeTree(opened.checkout.dir)
  await rm(`${opened.checkout.dir}.json`)
  expect(await bob.installs.openAtHand(author.link)).toBeNull()
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
})

test('an author runs what they released at once: there is nobody to wait for', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const release = await author.publish('one', '1.0.0')
  await using platform = await createPlatform(author.peer)
  const startedAt = performance.now()
  const opened = await platform.installs.open(author.link, { timeoutMs: 60_000 })
  expect(performance.now() - startedAt).toBeLessThan(30_000)
  expect(opened.version).toMatchObject({ length: release.length, version: '1.0.0' })
})

test('nobody has it: an error within the timeout that says who was asked', async () => {
  await using dht = await createTestDht()
  await using bob = await createUser(dht)
  const startedAt = performance.now()
  const opening = bob.installs.open(`pear://${'y'.repeat(52)}`, { timeoutMs: 700 })
  await expect(opening).rejects.toMatchObject({
    code: 'APP_UNREACHABLE',
    exitCode: 6,
    details: { segments: ['explicit'], peers: 0 },
    message: expect.stringMatching(
      /^nobody sent the app y{52} within \d+\.\d s: asked on the DHT of --bootstrap; no peer has it$/u,
    ),
  })
  const waitedMs = performance.now() - startedAt
  expect(waitedMs).toBeGreaterThanOrEqual(690)
  // Far below what it waits for when nobody says how long.
  expect(waitedMs).toBeLessThan(15_000)
  expect(await bob.installs.list()).toEqual([])
})

test('a fetch that nobody answers can be stopped', async () => {
  await using dht = await createTestDht()
  await using bob = await createUser(dht)
  const stop = new AbortController()
  const opening = bob.installs.open(`pear://${'y'.repeat(52)}`, { signal: stop.signal })
  setImmediate(() => stop.abort())
  await expect(opening).rejects.toThrow(code('CHECKOUT_ABORTED'))
})

test('a plain drive in Pear’s layout runs at its release, else at its newest length, and stands for its author', async () => {
  await using dht = await createTestDht()
  await using author = await createPlainAuthor(dht)
  await author.stage(appFiles('one'))
  await using bob = await createUser(dht)
  const newest = await bob.installs.open(author.link)
  expect(await textOf(newest)).toBe('one')
  expect(newest.version).toMatchObject({ version: '', isAttested: false, length: author.drive.core.length })
  expect(Buffer.from(newest.version.authorKey)).toEqual(Buffer.from(author.drive.key!))

  await author.release()
  await author.stage(appFiles('two, not released'))
  await using carol = await createUser(dht)
  expect(await textOf(await carol.installs.open(author.link))).toBe('one')
  expect(await textOf(await carol.installs.open(author.link, { channel: 'dev' }))).toBe('two, not released')
})

test('channels are lines of their own, and one that has nothing says which have', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('early', '2.0.0', 'dev')
  await using bob = await createUser(dht)
  await expect(bob.installs.open(author.link)).rejects.toMatchObject({
    code: 'APP_NOT_RELEASED',
    message: expect.stringContaining('nothing on the channel stable, only on dev'),
  })
  expect(await textOf(await bob.installs.open(author.link, { channel: 'dev' }))).toBe('early')
  await author.publish('stable', '1.0.0')
  const stable = await bob.installs.open(author.link, { channel: 'stable' })
  expect(await textOf(stable)).toBe('stable')
  expect(stable.app.channel).toBe('stable')
})

test('a version that is asked for by its length runs once, and changes nothing else', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const first = await author.publish('one', '1.0.0')
  await author.publish('two', '2.0.0')
  await using bob = await createUser(dht)
  expect(await textOf(await bob.installs.open(author.link))).toBe('two')
  const old = await bob.installs.open(author.link, { checkout: first.length })
  expect(await textOf(old)).toBe('one')
  expect(old.version).toMatchObject({ version: '1.0.0', isAttested: true })
  expect(await textOf(await bob.installs.open(author.link))).toBe('two')
  await expect(bob.installs.open(author.link, { checkout: 9999, timeoutMs: 500 })).rejects.toThrow(
    code('APP_NOT_RELEASED'),
  )
})

test('a link that names a version keeps the app there, and one with another hash is refused', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const first = await author.publish('one', '1.0.0')
  await author.publish('two', '2.0.0')
  const versioned = (hash: string) => `pear://0.${first.length}.${author.app.id}.${hash}`
  await using bob = await createUser(dht)
  await expect(bob.installs.open(versioned('7'.repeat(64)))).rejects.toThrow(code('APP_VERSION_REFUSED'))
  await expect(bob.installs.open(`pear://3.${first.length}.${author.app.id}`)).rejects.toThrow(
    code('APP_VERSION_REFUSED'),
  )
  expect(await bob.installs.list()).toEqual([])
  const opened = await bob.installs.open(versioned(Buffer.from(first.treeHash).toString('hex')))
  expect(await textOf(opened)).toBe('one')
  expect(opened.app.isPinned).toBe(true)
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
})

test('apps are found by alias, and by the start of their key', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using other = await createPlainAuthor(dht)
  await other.stage(appFiles('other'))
  await using bob = await createUser(dht)
  await bob.installs.open(author.link)
  await bob.installs.open(other.link)
  expect(await bob.installs.rename(author.link, 'pears')).toMatchObject({ alias: 'pears' })
  await expect(bob.installs.rename(other.link, 'pears')).rejects.toThrow(code('APP_ALIAS_TAKEN'))
  await expect(bob.installs.open('apples')).rejects.toThrow(code('APP_NOT_FOUND'))
  await expect(bob.installs.open(author.app.id.slice(0, 7))).rejects.toThrow(code('APP_NOT_FOUND'))
  expect(await textOf(await bob.installs.open('pears'))).toBe('one')
  expect(await textOf(await bob.installs.open(author.app.id.slice(0, 12)))).toBe('one')
  expect((await bob.installs.list()).map(({ id }) => id)).toEqual([author.app.id, other.drive.id])
})

test('a removed app is gone with its blocks, unless it runs', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  let isRunning = true
  await using bob = await createUser(dht, { isRunning: () => isRunning })
  await bob.installs.open(author.link)
  await expect(bob.installs.remove(author.link)).rejects.toThrow(code('APP_IN_USE'))
  isRunning = false
  await bob.installs.remove(author.link)
  expect(await bob.installs.list()).toEqual([])
  await author.close()
  await expect(bob.installs.open(author.link, { timeoutMs: 500 })).rejects.toThrow(code('APP_UNREACHABLE'))
})

test('installed apps are there after a restart', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createUser(dht)
  await bob.installs.open(author.link)
  await bob.installs.rename(author.link, 'pears')
  await bob.peer.close()
  await bob.peer.profile.close()
  await using offline = await createUser(null, { dir: bob.dir })
  expect(await textOf(await offline.installs.open('pears'))).toBe('one')
})
