/**
 * What a home has: each kind of record under keys of its own. Also on its own, as `@comice/home/records`, for programs that keep
 * such records where there is no home yet, and load the rest of the package when there is one.
 */
import { homeContact, homeJoin, homeRead, homeRoom, homeText, type RecordFormat } from '@comice/protocol'
import type { Home } from '../home/home.ts'

/** A kind of record. */
export interface HomeKind<T> {
  readonly prefix: string
  readonly format: RecordFormat<T>
  readonly keyOf: (name: string) => string
}

function kind<T>(name: string, format: RecordFormat<T>): HomeKind<T> {
  return { prefix: `${name}/`, format, keyOf: (entry) => `${name}/${entry}` }
}

/** Names are ids as z-base-32: of a device, a room, an identity; of settings and drafts, what they belong to. */
export const DEVICE_KIND = kind('device', homeText)
export const ROOM_KIND = kind('room', homeRoom)
/** Named by the room's id, `/`, and the id of the device that asks. */
export const JOIN_KIND = kind('join', homeJoin)
export const CONTACT_KIND = kind('contact', homeContact)
/** Named by the room's id, `/`, and the id of the device on which it was read: nobody else's word about that counts. */
export const READ_KIND = kind('read', homeRead)
/** Named by the id of a device of somebody else: what that machine is called. */
export const MACHINE_KIND = kind('machine', homeContact)
export const DRAFT_KIND = kind('draft', homeText)
export const SETTING_KIND = kind('setting', homeText)

/** Records of one kind in a home. */
export interface HomeRecords<T> {
  /** Null when there is none, or it is of a later version. */
  get(name: string): T | null
  /** By name. */
  list(): ReadonlyMap<string, T>
  /** @throws as `Home.put` */
  put(name: string, value: T): Promise<void>
  /** @throws as `Home.put` */
  delete(name: string): Promise<void>
}

/** What has such records: a home, or what stands for one. */
export type RecordStore = Pick<Home, 'get' | 'list' | 'put'>

export function recordsOf<T>(store: RecordStore, { prefix, format, keyOf }: HomeKind<T>): HomeRecords<T> {
  const read = (bytes: Uint8Array): T | null => {
    const decoded = format.decode(bytes)
    return decoded.ok ? decoded.value : null
  }
  return {
    get(name) {
      const bytes = store.get(keyOf(name))
      return bytes === null ? null : read(bytes)
    },
    list() {
      const found = new Map<string, T>()
      for (const [key, bytes] of store.list(prefix)) {
        const value = read(bytes)
        if (value !== null) found.set(key.slice(prefix.length), value)
      }
      return found
    },
    put: (name, value) => store.put([{ key: keyOf(name), value: format.encode(value) }]),
    delete: (name) => store.put([{ key: keyOf(name), value: null }]),
  }
}
