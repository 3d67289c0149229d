import { Socket } from 'node:net'
import { constants } from 'node:os'
import { LEASH_FD } from './preload-task.ts'

/**
 * Ends this process when whoever started it is gone, however that ended: the kernel closes the other end of the pipe.
 * A program in an endless loop does not see it; only bubblewrap ends that one.
 */
export function watchLeash(): void {
  // Private, and taken before it is taken away: nothing that the app does to `process` may keep this from working.
  const send = (process as unknown as { _kill: (pid: number, signal: number) => number })._kill.bind(process)
  const leash = new Socket({ fd: LEASH_FD, readable: true, writable: false })
  leash.on('close', () => send(process.pid, constants.signals.SIGKILL))
  leash.on('error', () => leash.destroy())
  leash.resume()
  leash.unref()
}
