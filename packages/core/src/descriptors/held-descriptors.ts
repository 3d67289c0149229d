/**
 * Descriptors that stay in this process. Node opens everything so that children do not inherit it; what a native module opens, it
 * may not, and Node cannot change that afterwards. A terminal's master is such a one: whoever has it can read the
 * terminal and type on it. A child therefore gets the null device under the numbers that are held here.
 */
import { openSync } from 'node:fs'
import { devNull } from 'node:os'

const held = new Set<number>()
let nothing: number | null = null

/** Keeps a descriptor from what {@link coverHeld} is used for. Let go of it when it is closed: its number is then another file's. */
export function holdFromChildren(fd: number): Disposable {
  held.add(fd)
  return { [Symbol.dispose]: () => void held.delete(fd) }
}

/** The `stdio` for `spawn`: what `stdio` says, and the null device in place of everything that is held. */
export function coverHeld<Stream>(stdio: readonly Stream[]): (Stream | 'ignore' | number)[] {
  const highest = Math.max(stdio.length - 1, ...held)
  if (held.size === 0) return [...stdio]
  nothing ??= openSync(devNull, 'r+')
  const covered = nothing
  // Beyond the third, `ignore` opens nothing: Node leaves those alone.
  return Array.from({ length: highest + 1 }, (_, fd) => {
    const wanted = stdio[fd]
    if (wanted !== undefined && wanted !== 'ignore') return wanted
    return held.has(fd) ? covered : (wanted ?? 'ignore')
  })
}
