/** A folder that stays open for longer than one call. */
import type { OpenFolders } from '@comice/drives/folder'

export interface HeldFolder {
  /** Leads there until it is released. */
  readonly place: string
  release(): Promise<void>
}

/** `path` as OpenFolders has it; it must be there. @throws as `OpenFolders.use` */
export async function holdFolder(folders: OpenFolders, path: string): Promise<HeldFolder> {
  const held = Promise.withResolvers<string>()
  const released = Promise.withResolvers<void>()
  const using = folders.use(path, { makes: false }, (place) => {
    held.resolve(place)
    return released.promise
  })
  using.catch((error: unknown) => held.reject(error))
  const place = await held.promise
  return {
    place,
    async release() {
      released.resolve()
      await using
    },
  }
}
