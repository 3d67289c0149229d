/** What V8 does about buffers. */
import { setFlagsFromString } from 'node:v8'

/**
 * For a program that moves many bytes, once, when it starts: buffers count as the heap does. Otherwise V8 walks through the
 * whole heap each time that 64 MiB of buffers were made since the last time, however little of it is garbage: a forwarded port
 * spent two thirds of its CPU there. It costs some tens of MiB. A V8 without that setting says so on stderr and goes on.
 * See docs/decisions/0180-buffers-count-as-heap.md.
 */
export function countBuffersAsHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
}
