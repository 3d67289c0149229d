/** The end of a process by its own thread: at the moment itself, however busy the machine and the program are. */
import { Worker } from 'node:worker_threads'

export interface OwnKiller {
  /** SIGKILL in so many milliseconds. */
  killIn(ms: number): void
}

const WAIT_AND_KILL = `
  const { parentPort } = require('node:worker_threads')
  const never = new Int32Array(new SharedArrayBuffer(4))
  parentPort.on('message', (ms) => {
    Atomics.wait(never, 0, 0, ms)
    process.kill(process.pid, 'SIGKILL')
  })`

/** Keeps no process alive that is done. */
export function createOwnKiller(): OwnKiller {
  const worker = new Worker(WAIT_AND_KILL, { eval: true })
  worker.unref()
  return { killIn: (ms) => worker.postMessage(ms) }
}
