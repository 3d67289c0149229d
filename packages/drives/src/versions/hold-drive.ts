/** A drive whose peers stay at hand: what is read meanwhile need not look for them again. */
import type Hypercore from 'hypercore'
import { type DriveContext, openPlace } from '../place/open-place.ts'
import type { DrivePlace } from '../place/place.ts'
import type { ReachOptions } from '../reach/reach-drive.ts'

/** See {@link holdDrive}. */
export interface HeldDrive extends AsyncDisposable {
  /** 32 bytes; what links name. */
  readonly key: Uint8Array
  /** The newest that is known. */
  readonly version: number
  /** Calls `listener` whenever a newer one is. Returns a function that takes it back. */
  onChange(listener: () => void): () => void
  /** What somebody needs to have all of it: its tree and its contents. */
  cores(): HeldCore[]
}

export interface HeldCore {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Blocks that are known of. */
  readonly length: number
}

/** @throws what openPlace throws */
export async function holdDrive(
  context: DriveContext,
  place: DrivePlace,
  options: Omit<ReachOptions, 'version'> = {},
): Promise<HeldDrive> {
  const opened = await openPlace(context, place, options)
  const { drive } = opened.handle
  const core = drive.core as Hypercore
  const listeners = new Set<() => void>()
  const onappend = () => {
    for (const listener of listeners) listener()
  }
  core.on('append', onappend)
  return {
    key: opened.handle.key,
    get version() {
      return drive.version
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cores: () =>
      [core, drive.blobs?.core].flatMap((one) =>
        one?.key == null ? [] : [{ key: one.key, length: one.length }],
      ),
    async [Symbol.asyncDispose]() {
      core.off('append', onappend)
      await opened[Symbol.asyncDispose]()
    },
  }
}
