/** The channel `comice/presence/1` of one connection; see docs/protocol/presence.md. */
import type { PeerConnection } from '@comice/core'
import { presenceNote, type PresenceNote } from '@comice/protocol'
import type Protomux from 'protomux'
import { NoteLimit } from './note-limit.ts'

const PROTOCOL = 'comice/presence/1'

export interface PresenceChannelOptions {
  readonly connection: PeerConnection
  readonly now: () => number
  readonly onnote: (note: PresenceNote) => void
}

export class PresenceChannel {
  readonly #connection: PeerConnection
  readonly #onnote: (note: PresenceNote) => void
  readonly #limit: NoteLimit
  #channel: Protomux.Channel | null = null
  #isClosed = false

  constructor({ connection, now, onnote }: PresenceChannelOptions) {
    this.#connection = connection
    this.#onnote = onnote
    this.#limit = new NoteLimit(now)
    connection.mux.pair({ protocol: PROTOCOL }, () => void this.#open())
  }

  /** To a peer without presence it is lost, as to one that is slow to open. */
  send(note: PresenceNote): void {
    this.#open()?.messages[0]?.send(presenceNote.encode(note))
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#connection.mux.unpair({ protocol: PROTOCOL })
    this.#channel?.close()
  }

  #open(): Protomux.Channel | null {
    if (this.#isClosed) return null
    if (this.#channel !== null) return this.#channel.closed ? null : this.#channel
    this.#channel = this.#connection.mux.createChannel({
      protocol: PROTOCOL,
      messages: [{ onmessage: (bytes: Uint8Array) => this.#onmessage(bytes) }],
    })
    this.#channel?.open()
    return this.#channel
  }

  #onmessage(bytes: Uint8Array): void {
    if (!this.#limit.take()) return
    const note = presenceNote.decode(bytes)
    if (note.ok) this.#onnote(note.value)
  }
}
