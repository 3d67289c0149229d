/**
 * Who gives an app to others, as far as this profile had it so: devices by their keys. Ours among them means that this
 * node gives the app whenever it runs; the others are seeders, which hear of each new release while it runs.
 */
import { mkdir } from 'node:fs/promises'
import type { Peer } from '@comice/core'
import { decodeKey, encodeKey, type SeederEntry, seederEntry } from '@comice/protocol'
import type { Collection } from '@comice/storage'
import { appPaths } from '../install/app-paths.ts'

export interface AppSeeder {
  /** Key of the app. */
  readonly app: Uint8Array
  readonly seeder: Uint8Array
}

export interface AppSeeders {
  /** Of all apps. */
  all(): Promise<AppSeeder[]>
  /** Of one app, ours left out. */
  of(app: Uint8Array): Promise<Uint8Array[]>
  /** Whether this node gives it whenever it runs. */
  hasUs(app: Uint8Array): Promise<boolean>
  /** On the disk when it resolves; the one that is there already stays as it is. */
  add(app: Uint8Array, seeder: Uint8Array): Promise<void>
  /** False when it was none. */
  remove(app: Uint8Array, seeder: Uint8Array): Promise<boolean>
}

/** Those that the profile of `peer` keeps; they are read when they are first needed. */
export function createAppSeeders({ profile, identity, now }: Peer): AppSeeders {
  const us = encodeKey(identity.device.publicKey)
  let opening: Promise<Collection<SeederEntry>> | null = null
  const entries = () => (opening ??= profile.collection('app-seeders', seederEntry.codec))
  const idOf = (app: Uint8Array, seeder: string) => `${encodeKey(app)}/${seeder}`
  const list = async (prefix: string): Promise<AppSeeder[]> => {
    const found: AppSeeder[] = []
    for await (const { key, value } of (await entries()).list(prefix === '' ? {} : { prefix }))
      found.push({ app: decodeKey(key.slice(0, key.indexOf('/'))), seeder: value.key })
    return found
  }
  return {
    all: () => list(''),
    of: async (app) => {
      const seeders = (await list(`${encodeKey(app)}/`)).map(({ seeder }) => seeder)
      return seeders.filter((seeder) => encodeKey(seeder) !== us)
    },
    hasUs: async (app) => (await (await entries()).get(idOf(app, us))) !== null,
    add: async (app, seeder) => {
      const id = idOf(app, encodeKey(seeder))
      // A profile that has this folder is one whose apps are opened with the node.
      await mkdir(appPaths(profile.dir, app).dir, { recursive: true, mode: 0o700 })
      if ((await (await entries()).get(id)) === null)
        await (await entries()).put(id, { key: seeder, name: '', addedAt: now() })
    },
    remove: async (app, seeder) => (await entries()).del(idOf(app, encodeKey(seeder))),
  }
}
