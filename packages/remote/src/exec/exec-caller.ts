/** The caller's end of a command that runs at a machine. */
import type { Duplex, Readable, Writable } from 'node:stream'
import { RemoteErrors } from '../errors.ts'
import { decodeExit, type ProcessExit } from '../process/exit-frame.ts'
import { encodeSignal } from '../process/signals.ts'
import { FRAMES, type FrameKind, STDERR, STDIN, STDOUT } from '../session/frame.ts'
import { FramedStream } from '../session/framed-stream.ts'
import { decodeError } from '../session/error-bytes.ts'

/** A command that runs at a machine. Its three flows are apart: one that is not read holds up itself alone. */
export interface RemoteCommand extends AsyncDisposable {
  /** Ending it is the command's end of file. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The shape of the terminal that it is on, if it is on one. */
  resize(columns: number, rows: number): void
  /** To the command and all that it started. */
  signal(signal: NodeJS.Signals): void
  /**
   * How it ended, as soon as that is known; output may still be on its way until `stdout` and `stderr` end. Rejects with
   * REMOTE_CUT, REMOTE_GRANT_ENDED, REMOTE_KILLED, REMOTE_STOPPED, REMOTE_MALFORMED.
   */
  readonly exit: Promise<ProcessExit>
}

/** On the stream of an accepted session. */
export function createExecCaller(bytes: Duplex, peer: string): RemoteCommand {
  // Not Promise.withResolvers: the command line runs on Node 20, too.
  let resolve: (exit: ProcessExit) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const exit = new Promise<ProcessExit>((...settle) => ([resolve, reject] = settle))
  exit.catch(() => undefined)
  const oncontrol = (kind: FrameKind, payload: Uint8Array): boolean => {
    if (kind === FRAMES.ERROR) reject(decodeError(payload))
    const ended = kind === FRAMES.EXIT ? decodeExit(payload) : null
    if (ended !== null) resolve(ended)
    return ended !== null || kind === FRAMES.ERROR
  }
  const frames = new FramedStream({ bytes, writes: [STDIN], reads: [STDOUT, STDERR], oncontrol })
  const [stdin, stdout, stderr] = [frames.writer(STDIN), frames.reader(STDOUT), frames.reader(STDERR)]
  // The machine ends first, when it has sent everything.
  bytes.once('end', () => frames.end())
  void frames.closed.then((error) => reject(error ?? RemoteErrors.REMOTE_CUT({ peer })))
  return {
    ...{ stdin, stdout, stderr, exit },
    resize(columns, rows) {
      const size = new Uint8Array(4)
      const view = new DataView(size.buffer)
      view.setUint16(0, columns)
      view.setUint16(2, rows)
      frames.control(FRAMES.RESIZE, size)
    },
    signal: (signal) => frames.control(FRAMES.SIGNAL, encodeSignal(signal)),
    [Symbol.asyncDispose]: async () => {
      frames.destroy()
      await frames.closed
    },
  }
}
