/**
 * What happens when others have more of our own core than we have: our profile was restored from a backup.
 *
 * Hypercore then learns the core's length from them, with our own signature as the proof. Autobase 7.28 neither
 * downloads blocks of a core that it can write, and waits for them for ever, nor sees that the core has grown: its
 * next append would overwrite block and length. So the base has to close, get the blocks, and open again.
 */
import type Autobase from 'autobase'

/** The core of ours that is behind, in blocks. */
export interface Rollback {
  readonly expected: number
  readonly found: number
}

/** Calls `onrollback`, once, when our core has grown and it was not us. The base must not be used any more then. */
export function watchRollback(base: Autobase, onrollback: (rollback: Rollback) => void): void {
  const { local } = base
  let known = local.length
  const onappend = () => {
    // A fast-forward says so too, without a block, while the writer that it made anew has not read its blocks yet.
    if (local.length <= known) return
    const written = base.localWriter?.length ?? local.length
    // Our own appends are in the writer before they are in the core.
    if (local.length <= written) {
      known = local.length
      return
    }
    local.off('append', onappend)
    onrollback({ expected: local.length, found: written })
  }
  local.on('append', onappend)
}

/** Downloads blocks of our own core that are not on this disk; the base goes on when they are. */
export function fetchOwnBlocks(base: Autobase): void {
  const { local } = base
  if (local.contiguousLength >= local.length) return
  const range = local.download({ start: local.contiguousLength, end: local.length })
  range.done().then(
    () => base.update(),
    // The base closed first. What is missing then is asked for when the base is opened again.
    () => undefined,
  )
}
