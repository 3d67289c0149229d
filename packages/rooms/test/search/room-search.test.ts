import { stat, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { silentLogger } from '@comice/core'
import { createUnderlay, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { openRoomSearch, type RoomSearch } from '../../src/search/room-search.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'

async function openSearch(file: string | null, ...rooms: readonly Room[]): Promise<RoomSearch> {
  const search = await openRoomSearch({ file, logger: silentLogger })
  for (const room of rooms) search.follow(room)
  await search.settled()
  return search
}

function textsOf(search: RoomSearch, words: string): string[] {
  return search.search({ words }).hits.map(({ text }) => text)
}

test('what was said is found by its words, newest first, by author and by time', async () => {
  let now = 1_000
  await using test = await createTestRoom(['alice', 'bob'], { now: () => now })
  const { alice, bob } = test
  await alice.room.say('a pear tree')
  now = 2_000
  await bob.room.say('Pears, ripe')
  await waitFor(async () => (await alice.room.history()).messages.length === 2)
  await using search = await openSearch(null, alice.room)
  expect(textsOf(search, 'pear')).toEqual(['Pears, ripe', 'a pear tree'])
  expect(textsOf(search, '"pear tree"')).toEqual(['a pear tree'])
  expect(textsOf(search, 'tree pear')).toEqual(['a pear tree'])
  expect(textsOf(search, 'apple')).toEqual([])
  expect(search.search({ words: 'pear' }).searched).toBe(2)
  const members = await alice.room.members()
  const author = members.find(({ name }) => name === 'bob')?.id ?? ''
  expect(search.search({ words: 'pear', author }).hits).toMatchObject([{ text: 'Pears, ripe', seq: 1 }])
  expect(search.search({ words: 'pear', since: 1_500 }).hits).toHaveLength(1)
  expect(search.search({ words: 'pear', until: 1_500 }).hits).toMatchObject([{ text: 'a pear tree' }])
  expect(search.search({ words: 'pear', before: 1 }).hits).toMatchObject([{ seq: 0 }])
})

test('what is said, edited and deleted later is found as it reads now, and nothing of it stays in the file', async () => {
  await using dir = await tempDir('search')
  const file = path.join(dir.path, 'search.sqlite')
  await using test = await createTestRoom(['alice'], { format: 2 })
  const { room } = test.alice
  const search = await openSearch(file, room)
  const first = await room.say('the zebracorn')
  const second = await room.say('the quaggatail')
  await waitFor(() => textsOf(search, 'the').length === 2)
  await room.edit(first.id, 'the horse')
  await room.delete(second.id)
  await waitFor(() => textsOf(search, 'the').join() === 'the horse')
  expect(textsOf(search, 'zebracorn')).toEqual([])
  await search.close()
  const bytes = await readFile(file)
  expect(bytes.includes('horse')).toBe(true)
  expect(bytes.includes('zebracorn')).toBe(false)
  expect(bytes.includes('quaggatail')).toBe(false)
})

test('files are found by their names, by their words, and as files', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  const add = async (name: string) => {
    const content = (async function* () {
      yield await Promise.resolve(Buffer.from('x'))
    })()
    return (await room.files.add(content, { name })).id
  }
  await room.say('nothing with it')
  const bowl = await room.say('the pears', { files: [await add('Bowl of fruit.png'), await add('list.txt')] })
  await room.say('', { files: [await add('later.bin')] })
  await using search = await openSearch(null, room)
  const filesOf = (words: string, more = {}) =>
    search.search({ words, hasFile: true, ...more }).hits.map(({ files }) => files.join())
  expect(filesOf('')).toEqual(['later.bin', 'Bowl of fruit.png,list.txt'])
  expect(filesOf('pear')).toEqual(['Bowl of fruit.png,list.txt'])
  expect(filesOf('nothing')).toEqual([])
  expect(filesOf('', { author: bowl.author })).toHaveLength(2)
  expect(filesOf('', { author: room.id })).toEqual([])
  expect(textsOf(search, 'bowl')).toEqual(['the pears'])
  expect(textsOf(search, '')).toEqual([])
  expect(search.seqOf(bowl.id)).toBe(1)
  await room.edit(bowl.id, 'the apples')
  await waitFor(() => textsOf(search, 'apples').length === 1)
  expect(filesOf('bowl')).toEqual(['Bowl of fruit.png,list.txt'])
  await room.delete(bowl.id)
  await waitFor(() => filesOf('').join() === 'later.bin')
})

test('the file is for its owner alone, is used again, and is made again when it is damaged', async () => {
  await using dir = await tempDir('search')
  const file = path.join(dir.path, 'search.sqlite')
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  await room.say('hello')
  await (await openSearch(file, room)).close()
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  const again = await openRoomSearch({ file, logger: silentLogger })
  expect(textsOf(again, 'hello')).toEqual(['hello'])
  again.keepOnly([])
  expect(textsOf(again, 'hello')).toEqual([])
  await again.close()
  await writeFile(file, 'no database at all, and long enough to be taken for one '.repeat(100))
  await using healed = await openSearch(file, room)
  expect(textsOf(healed, 'hello')).toEqual(['hello'])
})

test('after a partition the index has the agreed order', async () => {
  await using underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob'], { underlay })
  const { alice, bob } = test
  await alice.room.say('word 0')
  await waitFor(async () => (await bob.room.history()).messages.length === 1)
  await using search = await openSearch(null, alice.room)
  underlay.cut('bob')
  for (let number = 1; number <= 20; number++) {
    await alice.room.say(`word of alice ${number}`)
    await bob.room.say(`word of bob ${number}`)
  }
  underlay.heal()
  const placesOf = async () => {
    const { messages } = await alice.room.history({ limit: 500 })
    return messages.map(({ id, seq }) => `${seq} ${id}`).reverse()
  }
  await waitFor(
    async () => {
      await search.settled()
      const places = await placesOf()
      const { hits } = search.search({ words: 'word', rooms: [alice.room.id] })
      expect(places).toHaveLength(41)
      expect(hits.map(({ id, seq }) => `${seq} ${id}`)).toEqual(places)
      return true
    },
    { timeoutMs: 30_000 },
  )
})

test('a long room is indexed from its newest message back, in pages', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  await Promise.all(Array.from({ length: 1_200 }, (_, number) => room.say(`number n${number}`)))
  await using search = await openSearch(null, room)
  expect(search.search({ words: 'number' }).searched).toBe(1_200)
  for (const number of [0, 599, 1_199]) expect(textsOf(search, `"n${number}"`)).toEqual([`number n${number}`])
})
