import { join } from 'node:path'
import { encodeKey } from '@comice/protocol'

/** The places of one app in a profile. */
export interface AppPaths {
  /** `<profile>/apps/<app>`. */
  readonly dir: string
  /** Its checkouts. */
  readonly versions: string
  /** Its storage, a folder for each author. */
  readonly storage: string
}

/** Where the app with this key lies. Pure. */
export function appPaths(profileDir: string, key: Uint8Array): AppPaths {
  const dir = join(profileDir, 'apps', encodeKey(key))
  return { dir, versions: join(dir, 'versions'), storage: join(dir, 'storage') }
}

/** The folder of what an app of this author keeps, unless it was moved. Pure. */
export function storagePath(profileDir: string, key: Uint8Array, author: Uint8Array): string {
  return join(appPaths(profileDir, key).storage, encodeKey(author))
}
