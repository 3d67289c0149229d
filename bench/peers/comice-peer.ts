/// <reference types="@comice/holepunch-types" />
/** A person with the rooms service in-process, as a process that the driver asks things of. */
import { EventEmitter, once } from 'node:events'
import { createPeer, type Peer } from '@comice/core'
import { createRooms, openRoomSearch, type Room, type Rooms, type RoomSearch } from '@comice/rooms'
import { openProfile, type Profile } from '@comice/storage'
import type UDX from 'udx-native'
import { answerCalls, cpuMs, processUsage, timed, untilQuiet } from '../harness/answer-calls.ts'
import {
  lineOf,
  type Moment,
  momentNow,
  type OpenInput,
  type PeerCalls,
  type RoomCalls,
} from '../harness/peer-calls.ts'
import { digestOf } from './bare-room.ts'

const JOIN_TIMEOUT_MS = 120_000
const PAGE_MESSAGES = 500

class ComicePeer extends EventEmitter implements PeerCalls, RoomCalls {
  #profile: Profile | null = null
  #peer: Peer | null = null
  #rooms: Rooms | null = null
  #last: Room | null = null
  #joining: Promise<Room> | null = null
  #search: RoomSearch | null = null
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

  async sayMany({ count, from = 0 }: { count: number; from?: number }) {
    const room = this.#room()
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    await Promise.all(Array.from({ length: count }, (_, number) => room.say(lineOf(from + number))))
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

  async count({ count }: { count: number }): Promise<Moment> {
    const room = this.#room()
    for (;;) {
      const updated = once(room as unknown as EventEmitter, 'update')
      if ((await room.position()).messages >= count) return momentNow()
      await updated
    }
  }

  async shown(): Promise<void> {
    await this.#service().list()
  }

  async messages(): Promise<number> {
    return (await this.#room().position()).messages
  }

  async order(): Promise<string> {
    const room = this.#room()
    const pages = []
    for (let before = (await room.position()).messages; before > 0; before -= PAGE_MESSAGES)
      pages.push((await room.history({ before, limit: PAGE_MESSAGES })).messages)
    return digestOf(pages.reverse().flat())
  }

  scroll({ before, limit, count }: { before: number; limit: number; count: number }) {
    const room = this.#room()
    return timed(async () => {
      for (let to = before; to > before - count; to -= limit) await room.history({ before: to, limit })
    })
  }

  index({ file }: { file: string }) {
    return timed(async () => {
      this.#search = await openRoomSearch({ file, logger: this.#online().logger })
      this.#search.follow(this.#room())
      await this.#search.settled()
    })
  }

  async search({ words, times }: { words: string; times: number }) {
    const search = this.#search
    if (search === null) throw new Error('no index')
    let hits = 0
    const each = []
    for (let time = 0; time < times; time++) {
      each.push(await timed(async () => (hits = search.search({ words }).hits.length)))
    }
    return { hits, each }
  }

  quiet() {
    return untilQuiet()
  }

  async cpu(): Promise<number> {
    return cpuMs()
  }

  usage() {
    return processUsage(this.#streams.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0))
  }

  async close(): Promise<void> {
    await this.#search?.close()
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
