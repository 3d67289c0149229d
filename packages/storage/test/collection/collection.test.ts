import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  openProfile,
  type Collection,
  type CollectionEntry,
  type CollectionListOptions,
  type Profile,
} from '@comice/storage'
import { seededRandom, tempDir } from '@comice/testkit'
import c from 'compact-encoding'
import { expect, test } from 'vitest'

interface Friend {
  name: string
  age: number
  keys: Uint8Array[]
}

const friendCodec = {
  preencode(state: c.State, friend: Friend) {
    c.string.preencode(state, friend.name)
    c.uint.preencode(state, friend.age)
    c.array(c.buffer).preencode(state, friend.keys)
  },
  encode(state: c.State, friend: Friend) {
    c.string.encode(state, friend.name)
    c.uint.encode(state, friend.age)
    c.array(c.buffer).encode(state, friend.keys)
  },
  decode(state: c.State): Friend {
    return { name: c.string.decode(state), age: c.uint.decode(state), keys: c.array(c.buffer).decode(state) }
  },
}

async function withProfile(job: (profile: Profile) => Promise<void>): Promise<void> {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  await job(profile)
}

async function keysOf<T>(collection: Collection<T>, options?: CollectionListOptions): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of collection.list(options)) keys.push(key)
  return keys
}

test('records come back typed, after reopening too', async () => {
  await using dir = await tempDir()
  const bob: Friend = { name: 'Bob', age: 42, keys: [Buffer.from('00ff', 'hex'), Buffer.alloc(0)] }
  {
    await using profile = await openProfile({ dir: dir.path })
    const friends = await profile.collection('friends', friendCodec)
    await friends.put('bob', bob)
    await friends.put('carol', { ...bob, name: 'Carol' })
    await friends.put('carol', { ...bob, name: 'Caroline' })
  }
  await using profile = await openProfile({ dir: dir.path })
  const friends = await profile.collection('friends', friendCodec)
  expect(await friends.get('bob')).toMatchObject({ name: 'Bob', age: 42 })
  expect(Buffer.from((await friends.get('bob'))?.keys[0] ?? []).toString('hex')).toBe('00ff')
  expect((await friends.get('carol'))?.name).toBe('Caroline')
  expect(await friends.get('alice')).toBeNull()
})

test('keys and values of any shape come back as they were', () =>
  withProfile(async (profile) => {
    const random = seededRandom('collection')
    const blobs = await profile.collection('blobs', c.buffer)
    const entries = new Map<string, Buffer>()
    for (const key of [
      '\0',
      'a\0b',
      '😀',
      'é',
      'é',
      '../x',
      '__proto__',
      'constructor',
      '\u{10ffff}',
      'x'.repeat(1_024),
      ' ',
      '\n',
    ]) {
      entries.set(key, random.bytes(random.integer(0, 2_000)))
    }
    for (let i = 0; i < 100; i++)
      entries.set(
        random.bytes(random.integer(1, 40)).toString('latin1'),
        random.bytes(random.integer(0, 300)),
      )
    for (const [key, value] of entries) await blobs.put(key, value)
    for (const [key, value] of entries) {
      const stored = await blobs.get(key)
      // compact-encoding reads an empty buffer as null.
      expect(Buffer.from(stored ?? []).equals(value), JSON.stringify(key)).toBe(true)
    }
    const sorted = [...entries.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(await keysOf(blobs)).toEqual(sorted)
  }))

test('what is out of bounds is refused and changes nothing', () =>
  withProfile(async (profile) => {
    const blobs = await profile.collection('blobs', c.buffer)
    const code = 'COLLECTION_INPUT_INVALID'
    for (const key of ['', 'x'.repeat(1_025), 'é'.repeat(513), '\ud800', 'a\udc00b']) {
      await expect(blobs.put(key, Buffer.alloc(1)), JSON.stringify(key)).rejects.toMatchObject({ code })
      await expect(blobs.get(key)).rejects.toMatchObject({ code })
      await expect(blobs.del(key)).rejects.toMatchObject({ code })
    }
    await expect(blobs.put('big', Buffer.alloc(1024 * 1024))).rejects.toMatchObject({ code })
    await expect(
      blobs.putAll([
        { key: 'good', value: Buffer.alloc(1) },
        { key: '', value: Buffer.alloc(1) },
      ]),
    ).rejects.toMatchObject({ code })
    for (const name of ['', 'A', '../x', 'a b', 'x'.repeat(65)]) {
      await expect(profile.collection(name, c.buffer)).rejects.toMatchObject({ code })
    }
    expect(await keysOf(blobs)).toEqual([])
  }))

test('a record that another codec wrote is named, not guessed', () =>
  withProfile(async (profile) => {
    const friends = await profile.collection('friends', friendCodec)
    const raw = await profile.collection('raw', c.raw)
    expect(await friends.get('bob')).toBeNull()
    const bad = { ...c.raw, decode: (state: c.State) => friendCodec.decode(state) }
    const mixed = await profile.collection('mixed', bad as unknown as typeof c.raw)
    for (const bytes of ['', '00', 'ffffffffffffffffff', '03426f622a00ff', 'fe'.repeat(30)]) {
      await mixed.put('bob', Buffer.from(bytes, 'hex'))
      await expect(mixed.get('bob'), bytes).rejects.toMatchObject({
        code: 'COLLECTION_VALUE_CORRUPT',
        details: { collection: 'mixed', key: 'bob' },
      })
      await expect(keysOf(mixed)).rejects.toMatchObject({ code: 'COLLECTION_VALUE_CORRUPT' })
    }
    expect(await mixed.del('bob')).toBe(true)
    expect(await keysOf(mixed)).toEqual([])
    expect(await keysOf(raw)).toEqual([])
  }))

test('ranges, prefixes, order and limits', () =>
  withProfile(async (profile) => {
    const texts = await profile.collection('texts', c.string)
    const keys = ['a', 'ab', 'abc', 'ac', 'b', 'é', '😀', '\u{10ffff}']
    await texts.putAll(keys.map((key) => ({ key, value: key })))
    expect(await keysOf(texts)).toEqual(keys)
    expect(await keysOf(texts, { prefix: 'ab' })).toEqual(['ab', 'abc'])
    expect(await keysOf(texts, { prefix: '\u{10ffff}' })).toEqual(['\u{10ffff}'])
    expect(await keysOf(texts, { gt: 'ab', lte: 'b' })).toEqual(['abc', 'ac', 'b'])
    expect(await keysOf(texts, { gte: 'ab', lt: 'b' })).toEqual(['ab', 'abc', 'ac'])
    expect(await keysOf(texts, { reverse: true, limit: 2 })).toEqual(['\u{10ffff}', '😀'])
    expect(await keysOf(texts, { limit: 0 })).toEqual([])
    expect(await keysOf(texts, { prefix: 'zz' })).toEqual([])
  }))

test('many are deleted at once, and keys without a record are passed over', () =>
  withProfile(async (profile) => {
    const texts = await profile.collection('texts', c.string)
    await texts.putAll(['a', 'b', 'c', 'd'].map((key) => ({ key, value: key })))
    await texts.delAll(['d', 'nobody', 'b'])
    expect(await keysOf(texts)).toEqual(['a', 'c'])
    await expect(texts.delAll(['a', ''])).rejects.toMatchObject({ code: 'COLLECTION_INPUT_INVALID' })
    await texts.delAll([])
    expect(await keysOf(texts)).toEqual(['a', 'c'])
  }))

test('a list does not see what is written while it is read', () =>
  withProfile(async (profile) => {
    const texts = await profile.collection('texts', c.string)
    await texts.putAll(['a', 'b', 'c'].map((key) => ({ key, value: 'old' })))
    const seen: CollectionEntry<string>[] = []
    for await (const entry of texts.list()) {
      seen.push(entry)
      await texts.put('c', 'new')
      await texts.put('d', 'new')
    }
    expect(seen).toEqual(['a', 'b', 'c'].map((key) => ({ key, value: 'old' })))
  }))

test('writes side by side are all kept', () =>
  withProfile(async (profile) => {
    const texts = await profile.collection('texts', c.string)
    const numbers = Array.from({ length: 50 }, (_, i) => String(i).padStart(2, '0'))
    await Promise.all(numbers.map((key) => texts.put(key, key)))
    await Promise.all([texts.del('07'), texts.putAll([{ key: '50', value: 'x' }]), texts.del('07')])
    expect(await keysOf(texts)).toEqual([...numbers.filter((key) => key !== '07'), '50'])
  }))

test('a watcher sees the changes of its range, and ends when it is told to', () =>
  withProfile(async (profile) => {
    const texts = await profile.collection('texts', c.string)
    await texts.put('friend/bob', 'old')
    const abort = new AbortController()
    const changes = texts.watch({ prefix: 'friend/' }, { signal: abort.signal })[Symbol.asyncIterator]()
    await texts.put('other', 'x')
    await texts.put('friend/bob', 'new')
    expect((await changes.next()).value).toEqual({ key: 'friend/bob', value: 'new', previous: 'old' })
    const next = changes.next()
    await texts.del('friend/bob')
    expect((await next).value).toEqual({ key: 'friend/bob', value: null, previous: 'new' })
    const last = changes.next()
    abort.abort()
    expect((await last).done).toBe(true)
  }))

test('a watcher ends when the profile closes', async () => {
  await using dir = await tempDir()
  const profile = await openProfile({ dir: dir.path })
  const texts = await profile.collection('texts', c.string)
  const next = texts.watch()[Symbol.asyncIterator]().next()
  await profile.close()
  expect((await next).done).toBe(true)
})

test('the same name is the same collection, other names are others', () =>
  withProfile(async (profile) => {
    const [one, same, other] = await Promise.all([
      profile.collection('one', c.string),
      profile.collection('one', c.string),
      profile.collection('other', c.string),
    ])
    expect(same).toBe(one)
    await one.put('key', 'x')
    expect(await other.get('key')).toBeNull()
  }))

test('the disk holds no record in clear', async () => {
  await using dir = await tempDir()
  {
    await using profile = await openProfile({ dir: dir.path })
    const texts = await profile.collection('texts', c.string)
    await texts.put('a key in clear', 'a value in clear')
    await profile.store.get({ name: 'plain' }).append('a block in clear')
  }
  let all = ''
  for (const name of await readdir(dir.path, { recursive: true })) {
    all += await readFile(join(dir.path, name), 'latin1').catch(() => '')
  }
  expect(all).toContain('a block in clear')
  expect(all).not.toContain('a key in clear')
  expect(all).not.toContain('a value in clear')
})
