/**
 * Has the node do something that takes long or says much, on a connection of its own. Nothing is loaded for it, and
 * what is not taken waits at the node.
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { WorkInput, WorkItem, WorkName, WorkProgress, WorkState, WorkValue } from '@comice/host'
import {
  decodeWorkJson,
  encodeWorkFrame,
  encodeWorkJson,
  errorFromWire,
  giveBack,
  markWhole,
  readWorkFrames,
  WORK_FRAMES,
  type WorkFrame,
} from '@comice/protocol'
import { MAX_SENT_PIECE_BYTES } from '../constants.ts'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'
import { upgradeSocket } from './upgrade-socket.ts'

/** What comes of a work, in order. The last is `done`. */
export type WorkEvent<Name extends WorkName> =
  | { readonly kind: 'items'; readonly items: readonly WorkItem<Name>[] }
  | { readonly kind: 'contents'; readonly bytes: Uint8Array }
  | WorkState<WorkProgress<Name>, WorkValue<Name>>

export interface WorkOptions {
  readonly signal?: AbortSignal | undefined
  /** What the node is to read. It fails with what this throws. */
  readonly contents?: AsyncIterable<Uint8Array>
}

/**
 * Runs the work `name`, until its result or until the iteration is left, which aborts it.
 *
 * @throws what the node ended it with, what `contents` throws, NODE_UNREACHABLE, or the reason of `signal`
 */
export async function* runWork<Name extends WorkName>(
  address: NodeAddress,
  { name, input }: { readonly name: Name; readonly input: WorkInput<Name> },
  { signal, contents }: WorkOptions = {},
): AsyncGenerator<WorkEvent<Name>> {
  signal?.throwIfAborted()
  const headers = { 'X-Comice-Work': name }
  const socket = await upgradeSocket(address, { path: '/work', protocol: 'comice-work', headers })
  const abort = () => socket.destroy()
  signal?.addEventListener('abort', abort)
  const sending = new Sending(socket)
  try {
    socket.write(encodeWorkJson(WORK_FRAMES.INPUT, input))
    if (contents !== undefined) sending.begin(contents)
    for await (const frame of readWorkFrames(socket)) {
      const event = eventOf<Name>(frame)
      yield event
      if (event.kind === 'done') return
    }
    throw ClientErrors.NODE_UNREACHABLE({})
  } catch (error) {
    signal?.throwIfAborted()
    if (sending.failure !== null) throw sending.failure.error
    throw isSocketError(error) ? ClientErrors.NODE_UNREACHABLE({}, { cause: error }) : error
  } finally {
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}

function eventOf<Name extends WorkName>(frame: WorkFrame): WorkEvent<Name> {
  switch (frame.kind) {
    case WORK_FRAMES.CONTENTS:
      return { kind: 'contents', bytes: frame.payload }
    // The node is our own, of the same version: its types say what these are.
    case WORK_FRAMES.ITEMS:
      return { kind: 'items', items: decodeWorkJson(frame) as WorkItem<Name>[] }
    case WORK_FRAMES.STATE:
      return decodeWorkJson(frame) as WorkState<WorkProgress<Name>, WorkValue<Name>>
    case WORK_FRAMES.FAILED:
      throw errorFromWire(decodeWorkJson(frame))
    case WORK_FRAMES.INPUT:
    case WORK_FRAMES.END:
      throw ClientErrors.NODE_UNREACHABLE({})
  }
}

/** Sends contents beside what is received. */
class Sending {
  readonly #socket: Socket
  /** Why there is nothing more to send. */
  failure: { readonly error: unknown } | null = null

  constructor(socket: Socket) {
    this.#socket = socket
  }

  begin(contents: AsyncIterable<Uint8Array>): void {
    this.#send(contents).catch((error: unknown) => {
      // A node that has enough ends the connection: what it says is what counts.
      if (!this.#socket.destroyed) this.failure = { error }
      this.#socket.destroy()
    })
  }

  async #send(contents: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of contents) {
      for (let at = 0; at < piece.byteLength; at += MAX_SENT_PIECE_BYTES) {
        const part = piece.subarray(at, at + MAX_SENT_PIECE_BYTES)
        const frame = markWhole(encodeWorkFrame(WORK_FRAMES.CONTENTS, part))
        if (!this.#socket.write(frame, () => giveBack(frame))) await once(this.#socket, 'drain')
      }
      giveBack(piece)
    }
    this.#socket.write(encodeWorkFrame(WORK_FRAMES.END, new Uint8Array(0)))
  }
}

function isSocketError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE'
}
