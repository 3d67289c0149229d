/// <reference types="@comice/holepunch-types" />
/** A person with the rooms service in-process, as a process that the driver asks things of. */
import { EventEmitter, once } from 'node:events'
import { createPeer, type Peer } from '@comice/core'
import { createRooms, type Room, type Rooms } from '@comice/rooms'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { lineOf, type Moment, momentNow, type OpenInput, type PeerCalls } from '../harness/peer-calls.ts'

const JOIN_TIMEOUT_MS = 120_000

class ComicePeer extends EventEmitter implements PeerCalls {
  #profile: Profile | null = null
  #peer: Peer | null = null
  #rooms: Rooms | null = null
  #last: Room | null = null
  #joining: Promise<Room> | null = null
  readonly #streams: UDX.Stream[] = []
  #connectedAt: Moment | null = null
  readonly #shown = new Map<string, Moment>()

  async open({ dir, bootstrap }: OpenInput): Promise<void> {
    const network = bootstrap === null ? { local: false, public: false } : { bootstrap: [...bootstrap] }
    this.#profile = await openProfile({ dir })
    this.#peer = await createPeer({ profile: this.#profile, network })
    this.#rooms = await createRooms(this.#peer)
    this.#peer.network.on('connection', (connection) => {
      this.#connectedAt ??= momentNow()
      this.#streams.push(connection.stream.rawStream as UDX.Stream)
      this.emit('met')
    })
  }

  async listen({ topic }: { topic: string }): Promise<void> {
    const joined = this.#online().network.join(Buffer.from(topic, 'hex'), { server: true, client: false })
    await joined.flushed()
  }

  async dial({ topic }: { topic: string }): Promise<{ startedAt: Moment; connectedAt: Moment }> {
    const startedAt = momentNow()
    this.#online().network.join(Buffer.from(topic, 'hex'), { server: false, client: true })
    while (this.#connectedAt === null) await once(this, 'met')
    return { startedAt, connectedAt: this.#connectedAt }
  }

  async create({ name }: { name: string }): Promise<void> {
    this.#last = await this.#service().create({ name, nickname: 'alice' })
  }

  async reopen(): Promise<void> {
    const rooms = this.#service()
    for (const { id } of await rooms.list()) this.#last = await rooms.open(id)
  }

  async invite(): Promise<string> {
    return (await this.#room().createInvite()).text
  }

  async ask({ invite }: { invite: string }): Promise<{ writer: null; startedAt: Moment }> {
    const startedAt = momentNow()
    this.#joining = this.#service().join(invite, { nickname: 'bob', timeoutMs: JOIN_TIMEOUT_MS })
    this.#joining.catch(() => undefined)
    return { writer: null, startedAt }
  }

  async admit(): Promise<void> {
    // The invite does it.
  }

  async joined(): Promise<void> {
    this.#last = await this.#joining
  }

  async follow(): Promise<void> {
    const room = this.#room()
    const show = async () => {
      for await (const event of room.watch({ from: 0 })) {
        const at = momentNow()
        if (event.type === 'message') this.#shown.set(event.message.text, at)
        else if (event.type === 'reload') {
          for (const { text } of (await room.history()).messages) this.#shown.set(text, momentNow())
        }
        this.emit('shown')
      }
    }
    void show()
  }

  async say({ text }: { text: string }): Promise<{ calledAt: Moment; saidAt: Moment }> {
    const calledAt = momentNow()
    await this.#room().say(text)
    return { calledAt, saidAt: momentNow() }
  }

  async seen({ text }: { text: string }): Promise<Moment> {
    for (;;) {
      const at = this.#shown.get(text)
      if (at !== undefined) return at
      await once(this, 'shown')
    }
  }

  async sayMany({ count }: { count: number }): Promise<{ ms: number; cpuMs: number }> {
    const room = this.#room()
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    await Promise.all(Array.from({ length: count }, (_, number) => room.say(lineOf(number))))
    return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
  }

  async page({ limit, last }: { limit: number; last: string }) {
    const room = this.#room()
    for (;;) {
      const updated = once(room as unknown as EventEmitter, 'update')
      const { messages } = await room.history({ limit })
      if (messages.at(-1)?.text === last) {
        return { at: momentNow(), connectedAt: this.#connectedAt ?? 0, messages: messages.length }
      }
      await updated
    }
  }

  async cpu(): Promise<number> {
    return cpuMs()
  }

  usage() {
    return processUsage(this.#streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0))
  }

  async close(): Promise<void> {
    await this.#peer?.close()
    await this.#profile?.close()
  }

  #online(): Peer {
    if (this.#peer === null) throw new Error('not open')
    return this.#peer
  }

  #service(): Rooms {
    if (this.#rooms === null) throw new Error('not open')
    return this.#rooms
  }

  #room(): Room {
    if (this.#last === null) throw new Error('no room')
    return this.#last
  }
}

answerCalls(new ComicePeer())
