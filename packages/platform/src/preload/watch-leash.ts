import { Socket } from 'node:net'
import { LEASH_FD } from './preload-task.ts'

/**
 * Ends this process when whoever started it is gone, however that ended: the kernel closes the other end of the pipe.
 * A program in an endless loop does not see it; only bubblewrap ends that one.
 */
export function watchLeash(): void {
  const kill = process.kill.bind(process)
  const leash = new Socket({ fd: LEASH_FD, readable: true, writable: false })
  leash.on('close', () => kill(process.pid, 'SIGKILL'))
  leash.on('error', () => leash.destroy())
  leash.resume()
  leash.unref()
}
