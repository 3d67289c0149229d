/// <reference types="@comice/holepunch-types" preserve="true" />
import { createHmac } from 'node:crypto'
import { decodeBounded, type Codec } from '@comice/protocol'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import { getExactly } from '../bee/exact-gets.ts'
import { MAX_COLLECTION_KEY_BYTES, MAX_COLLECTION_VALUE_BYTES, MAX_RECORD_NAME_LENGTH } from '../constants.ts'
import { errors } from '../errors.ts'

/** One record of a collection. */
export interface CollectionEntry<T> {
  key: string
  value: T
}

/** One change of a collection; null stands for "no such record". */
export interface CollectionChange<T> {
  key: string
  value: T | null
  previous: T | null
}

/** Which keys, in byte order. `prefix` cannot be combined with the bounds. */
export interface CollectionRange {
  prefix?: string
  gt?: string
  gte?: string
  lt?: string
  lte?: string
}

/** Which records, and how many of them. */
export interface CollectionListOptions extends CollectionRange {
  /** From the last key down. Default false. */
  reverse?: boolean
  /** Default: all. */
  limit?: number
}

/**
 * Typed local records under text keys: a Hyperbee in an encrypted core of its own that is never offered to peers.
 * A write resolves when it is on the disk.
 */
export interface Collection<T> {
  readonly name: string
  /** @throws COLLECTION_VALUE_CORRUPT */
  get(key: string): Promise<T | null>
  put(key: string, value: T): Promise<void>
  /** All of them or, after a crash, none; one sync. */
  putAll(entries: Iterable<CollectionEntry<T>>): Promise<void>
  /** True if there was such a record. */
  del(key: string): Promise<boolean>
  /** All of them or, after a crash, none; one sync. Keys without a record are passed over. */
  delAll(keys: Iterable<string>): Promise<void>
  /** A consistent reading: later writes do not appear in it. @throws COLLECTION_VALUE_CORRUPT */
  list(options?: CollectionListOptions): AsyncIterable<CollectionEntry<T>>
  /** Changes after the call, until `signal` aborts or the profile closes. Quick changes of one key may be merged. */
  watch(range?: CollectionRange, options?: { signal?: AbortSignal }): AsyncIterable<CollectionChange<T>>
}

/** Opens the collection `name` in `store`; its encryption key is derived from `secret`. */
export async function openCollection<T>(
  store: Corestore,
  secret: Uint8Array,
  { name, codec }: { name: string; codec: Codec<T> },
): Promise<Collection<T>> {
  const key = createHmac('sha256', secret)
    .update(`comice collection ${checkName(name)}`)
    .digest()
  // Not active, twice: neither the store's session nor the core's own makes a connection announce this core.
  const local = store.namespace('comice collections', { active: false })
  const core = local.get({ name, encryption: { key }, active: false })
  const bee = new Hyperbee<Uint8Array, Uint8Array>(core, { keyEncoding: 'binary', valueEncoding: 'binary' })
  getExactly(bee)
  await bee.ready()
  return createCollection({ name, bee, codec })
}

type Bee = Hyperbee<Uint8Array, Uint8Array>

interface CollectionParts<T> {
  name: string
  bee: Bee
  codec: Codec<T>
}

function createCollection<T>(parts: CollectionParts<T>): Collection<T> {
  const { name, bee, codec } = parts
  return {
    name,
    get: async (key) => {
      const entry = await bee.get(encodeKey(key), { update: false })
      return entry === null ? null : decodeValue(parts, entry)
    },
    put: async (key, value) => {
      await bee.put(encodeKey(key), encodeValue(codec, value))
    },
    putAll: (entries) => putAll(parts, entries),
    del: async (key) => del(bee, encodeKey(key)),
    delAll: (keys) => delAll(bee, keys),
    list: (options) => list(parts, options),
    watch: (range, options) => {
      // Made here and not in the generator, so that nothing between this call and the first read is missed.
      const watcher = bee.watch(encodeRange(range))
      return changes(parts, watcher, options?.signal)
    },
  }
}

async function putAll<T>(
  { bee, codec }: CollectionParts<T>,
  entries: Iterable<CollectionEntry<T>>,
): Promise<void> {
  const encoded = Array.from(
    entries,
    ({ key, value }) => [encodeKey(key), encodeValue(codec, value)] as const,
  )
  if (encoded.length === 0) return
  const batch = bee.batch({ update: false })
  try {
    for (const [key, value] of encoded) await batch.put(key, value)
    await batch.flush()
  } catch (error) {
    await batch.close()
    throw error
  }
}

async function del(bee: Bee, key: Buffer): Promise<boolean> {
  const batch = bee.batch({ update: false })
  try {
    await batch.lock()
    if ((await batch.get(key)) === null) {
      await batch.close()
      return false
    }
    await batch.del(key)
    await batch.flush()
    return true
  } catch (error) {
    await batch.close()
    throw error
  }
}

async function delAll(bee: Bee, keys: Iterable<string>): Promise<void> {
  const encoded = Array.from(keys, encodeKey)
  if (encoded.length === 0) return
  const batch = bee.batch({ update: false })
  try {
    for (const key of encoded) await batch.del(key)
    await batch.flush()
  } catch (error) {
    await batch.close()
    throw error
  }
}

async function* list<T>(
  parts: CollectionParts<T>,
  options: CollectionListOptions = {},
): AsyncGenerator<CollectionEntry<T>> {
  const { reverse = false, limit = -1 } = options
  const range = encodeRange(options)
  const snapshot = parts.bee.snapshot()
  try {
    for await (const entry of snapshot.createReadStream({ ...range, reverse, limit })) {
      yield { key: decodeKey(entry.key), value: decodeValue(parts, entry) }
    }
  } finally {
    await snapshot.close()
  }
}

async function* changes<T>(
  parts: CollectionParts<T>,
  watcher: Hyperbee.Watcher<Uint8Array, Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CollectionChange<T>> {
  const stop = (): void => void watcher.close()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    if (signal?.aborted === true) return
    for await (const [current, previous] of watcher) {
      for await (const { left, right } of current.createDiffStream(previous, watcher.range ?? {})) {
        const change = decodeChange(parts, left, right)
        if (change !== null) yield change
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    await watcher.close()
  }
}

type BeeEntry = Hyperbee.Entry<Uint8Array, Uint8Array>

function decodeChange<T>(
  parts: CollectionParts<T>,
  now: BeeEntry | null,
  before: BeeEntry | null,
): CollectionChange<T> | null {
  const key = (now ?? before)?.key
  if (key === undefined) return null
  return {
    key: decodeKey(key),
    value: now === null ? null : decodeValue(parts, now),
    previous: before === null ? null : decodeValue(parts, before),
  }
}

function checkName(name: string): string {
  if (name.length <= MAX_RECORD_NAME_LENGTH && /^[a-z0-9][a-z0-9-]*$/.test(name)) return name
  throw errors.COLLECTION_INPUT_INVALID({
    what: 'its name is not made of lower-case letters, digits and dashes',
  })
}

function encodeKey(key: string): Buffer {
  const bytes = Buffer.from(key, 'utf8')
  if (bytes.byteLength === 0 || bytes.byteLength > MAX_COLLECTION_KEY_BYTES) {
    throw errors.COLLECTION_INPUT_INVALID({
      what: `a key has 1 to ${MAX_COLLECTION_KEY_BYTES} bytes, not ${bytes.byteLength}`,
    })
  }
  // A lone surrogate would come back as another text, and two different keys would be one.
  if (!key.isWellFormed()) throw errors.COLLECTION_INPUT_INVALID({ what: 'a key is well-formed text' })
  return bytes
}

function decodeKey(key: Uint8Array): string {
  return Buffer.from(key).toString('utf8')
}

function encodeValue<T>(codec: Codec<T>, value: T): Buffer {
  const bytes = c.encode(codec, value)
  if (bytes.byteLength > MAX_COLLECTION_VALUE_BYTES) {
    throw errors.COLLECTION_INPUT_INVALID({
      what: `a value has at most ${MAX_COLLECTION_VALUE_BYTES} bytes, not ${bytes.byteLength}`,
    })
  }
  return Buffer.from(bytes)
}

function decodeValue<T>(parts: CollectionParts<T>, entry: { key: Uint8Array; value: Uint8Array }): T {
  const result = decodeBounded(parts.codec, entry.value, { maxBytes: MAX_COLLECTION_VALUE_BYTES })
  if (result.ok) return result.value
  throw errors.COLLECTION_VALUE_CORRUPT({ collection: parts.name, key: decodeKey(entry.key) })
}

function encodeRange(range: CollectionRange = {}): Partial<Record<'gt' | 'gte' | 'lt' | 'lte', Buffer>> {
  const { prefix, gt, gte, lt, lte } = range
  if (prefix !== undefined && prefix !== '') {
    // No byte of UTF-8 is 0xff, so this is above every key with the prefix.
    const start = encodeKey(prefix)
    return { gte: start, lt: Buffer.concat([start, Buffer.of(0xff)]) }
  }
  const encoded: Partial<Record<'gt' | 'gte' | 'lt' | 'lte', Buffer>> = {}
  for (const [bound, key] of Object.entries({ gt, gte, lt, lte })) {
    if (key !== undefined) encoded[bound as 'gt' | 'gte' | 'lt' | 'lte'] = encodeKey(key)
  }
  return encoded
}
