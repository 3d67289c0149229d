import { DISK_POLL_FACTOR, DISK_POLL_MS, MEMORY_POLL_MS, MEMORY_POLL_PS_MS } from '../constants.ts'
import { deletedFileBytes } from './deleted-files.ts'
import { folderSize } from './folder-size.ts'
import { processTree } from './process-tree.ts'

/** Looks again and again from outside until it is stopped. */
export interface Watchdog {
  /** The most that it has seen, in bytes. */
  readonly peakBytes: number
  stop(): void
}

export interface WatchOptions {
  readonly limitBytes: number
  /** Called once, with what was seen, when it is more than the limit; then it looks no more. */
  readonly onOver: (bytes: number) => void
}

/** Watches the resident memory of a process and of all that it started, every {@link MEMORY_POLL_MS}. */
export function watchMemory(pid: number, options: WatchOptions): Watchdog {
  const everyMs = process.platform === 'linux' ? MEMORY_POLL_MS : MEMORY_POLL_PS_MS
  const measure = async () => {
    const tree = await processTree(pid)
    return tree.reduce((sum, { bytes }) => sum + bytes, 0)
  }
  return watch(measure, { ...options, nextMs: () => everyMs })
}

/**
 * Watches the bytes of a process's folder, and of what it deleted from there and holds open, every
 * {@link DISK_POLL_MS}, or less often where one look takes long.
 */
export function watchFolder(pid: number, folder: string, options: WatchOptions): Watchdog {
  const measure = async () => {
    const { bytes } = await folderSize(folder, { enoughBytes: options.limitBytes })
    return bytes + (await deletedFileBytes(pid, folder))
  }
  return watch(measure, { ...options, nextMs: (tookMs) => Math.max(DISK_POLL_MS, tookMs * DISK_POLL_FACTOR) })
}

interface Watch extends WatchOptions {
  readonly nextMs: (tookMs: number) => number
}

function watch(measure: () => Promise<number>, { limitBytes, onOver, nextMs }: Watch): Watchdog {
  const state = { peakBytes: 0, stopped: false, timer: undefined as NodeJS.Timeout | undefined }
  const look = async () => {
    const startedAt = performance.now()
    // A look that fails (the program is just ending, `ps` was refused) says nothing; the next one may.
    const bytes = await measure().catch(() => 0)
    if (state.stopped) return
    state.peakBytes = Math.max(state.peakBytes, bytes)
    if (bytes > limitBytes) return onOver(bytes)
    state.timer = setTimeout(() => void look(), nextMs(performance.now() - startedAt))
  }
  void look()
  return {
    get peakBytes() {
      return state.peakBytes
    },
    stop() {
      state.stopped = true
      clearTimeout(state.timer)
    },
  }
}
