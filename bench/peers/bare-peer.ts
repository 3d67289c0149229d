/// <reference types="@comice/holepunch-types" />
/** The plain program on the bare stack, as a process that the driver asks things of. */
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { openProfile, type Profile } from '@comice/storage'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
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
import { type BareBase, countMessages, digestOf, find, openBareRoom, readMessages } from './bare-room.ts'

/** Numbers of rooms that this profile has, with their keys, as JSON. */
const ROOMS_FILE = 'rooms.json'

class BarePeer extends EventEmitter implements PeerCalls, RoomCalls {
  #dir = ''
  #isFastForward = true
  #profile: Profile | null = null
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  readonly #bases: BareBase[] = []
  readonly #streams: NoiseSecretStream<UDX.Stream>[] = []
  #connectedAt: Moment | null = null
  readonly #shown = new Map<string, Moment>()

  async open({ dir, bootstrap, isDurable = false, isFastForward = true }: OpenInput): Promise<void> {
    this.#dir = dir
    this.#isFastForward = isFastForward
    if (isDurable) this.#profile = await openProfile({ dir: path.join(dir, 'durable') })
    this.#store = this.#profile?.store ?? new Corestore(path.join(dir, 'store'))
    await this.#store.ready()
    if (bootstrap === null) return
    const dht = new HyperDHT({
      bootstrap: [...bootstrap],
      host: '127.0.0.1',
      ephemeral: true,
      // As our own node of a local network: no detection of a NAT that is not there.
      firewalled: false,
      port: [0, 0],
    })
    this.#swarm = new Hyperswarm({ dht })
    this.#swarm.on('connection', (connection) => {
      this.#connectedAt ??= momentNow()
      this.#streams.push(connection)
      connection.on('error', () => undefined)
      for (const base of this.#bases) base.replicate(connection)
      this.emit('met')
    })
    await this.#swarm.listen()
  }

  async listen({ topic }: { topic: string }): Promise<void> {
    await this.#online().join(Buffer.from(topic, 'hex'), { server: true, client: false }).flushed()
  }

  async dial({ topic }: { topic: string }): Promise<{ startedAt: Moment; connectedAt: Moment }> {
    const startedAt = momentNow()
    this.#online().join(Buffer.from(topic, 'hex'), { server: false, client: true })
    while (this.#connectedAt === null) await once(this, 'met')
    return { startedAt, connectedAt: this.#connectedAt }
  }

  async create(_input: { name: string }): Promise<void> {
    const encryptionKey = crypto.randomBytes(32)
    const base = await this.#openRoom({ key: null, encryptionKey })
    // Its key is known now; what is to be found after a restart is written down.
    const rooms = await this.#rooms()
    rooms.push({ key: hex(base.key), encryptionKey: hex(encryptionKey), namespace: String(rooms.length) })
    await writeFile(path.join(this.#dir, ROOMS_FILE), JSON.stringify(rooms))
  }

  async reopen(): Promise<void> {
    for (const { key, encryptionKey, namespace } of await this.#rooms()) {
      await this.#openRoom({ key: bytes(key), encryptionKey: bytes(encryptionKey), namespace })
    }
  }

  async invite(): Promise<string> {
    const { key, encryptionKey } = this.#room()
    return `${hex(key)}:${hex(encryptionKey)}`
  }

  async ask({ invite }: { invite: string }): Promise<{ writer: string; startedAt: Moment }> {
    const startedAt = momentNow()
    const [key = '', encryptionKey = ''] = invite.split(':')
    const base = await this.#openRoom({ key: bytes(key), encryptionKey: bytes(encryptionKey) })
    return { writer: hex(base.local.key), startedAt }
  }

  async admit({ writer }: { writer: string }): Promise<void> {
    await this.#room().append({ add: writer })
  }

  async joined(): Promise<void> {
    const base = this.#room()
    while (!base.writable) await once(base, 'update')
  }

  async follow(): Promise<void> {
    const base = this.#room()
    let shown = 0
    let isStale = false
    let isLooking = false
    const look = async () => {
      isStale = true
      if (isLooking) return
      isLooking = true
      while (isStale) {
        isStale = false
        const to = await countMessages(base.view)
        const at = momentNow()
        for (const { text } of await readMessages(base.view, { from: shown, to })) this.#shown.set(text, at)
        shown = to
      }
      isLooking = false
      this.emit('shown')
    }
    base.on('update', () => void look())
    await look()
  }

  async say({ text }: { text: string }): Promise<{ calledAt: Moment; saidAt: Moment }> {
    const calledAt = momentNow()
    await this.#room().append(messageOf(text))
    return { calledAt, saidAt: momentNow() }
  }

  async seen({ text }: { text: string }): Promise<Moment> {
    for (;;) {
      const at = this.#shown.get(text)
      if (at !== undefined) return at
      await once(this, 'shown')
    }
  }

  async sayMany({ count, batch, from = 0 }: { count: number; batch?: number; from?: number }) {
    const base = this.#room()
    const messages = Array.from({ length: count }, (_, number) => messageOf(lineOf(from + number)))
    const cpuBefore = cpuMs()
    const startedAt = momentNow()
    if (batch === undefined) await Promise.all(messages.map((message) => base.append(message)))
    else for (let at = 0; at < count; at += batch) await base.append(messages.slice(at, at + batch))
    return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
  }

  async page({ limit, last }: { limit: number; last: string }) {
    const base = this.#room()
    for (;;) {
      const updated = once(base, 'update')
      const to = await countMessages(base.view)
      const messages = await readMessages(base.view, { from: Math.max(0, to - limit), to })
      if (messages.at(-1)?.text === last) {
        return { at: momentNow(), connectedAt: this.#connectedAt ?? 0, messages: messages.length }
      }
      await updated
    }
  }

  async count({ count }: { count: number }): Promise<Moment> {
    const base = this.#room()
    for (;;) {
      const updated = once(base, 'update')
      if ((await countMessages(base.view)) >= count) return momentNow()
      await updated
    }
  }

  /** It has to open them for that. */
  shown(): Promise<void> {
    return this.reopen()
  }

  messages(): Promise<number> {
    return countMessages(this.#room().view)
  }

  async order(): Promise<string> {
    const { view } = this.#room()
    return digestOf(await readMessages(view, { from: 0, to: await countMessages(view) }))
  }

  scroll({ before, limit, count }: { before: number; limit: number; count: number }) {
    const { view } = this.#room()
    return timed(async () => {
      for (let to = before; to > before - count; to -= limit)
        await readMessages(view, { from: Math.max(0, to - limit), to })
    })
  }

  /** It searches by reading. */
  index() {
    return timed(() => Promise.resolve())
  }

  async search({ words, times }: { words: string; times: number }) {
    const { view } = this.#room()
    let found: readonly unknown[] = []
    const each = []
    for (let time = 0; time < times; time++)
      each.push(await timed(async () => (found = await find(view, words))))
    return { hits: found.length, each }
  }

  quiet() {
    return untilQuiet()
  }

  async cpu(): Promise<number> {
    return cpuMs()
  }

  usage() {
    return processUsage(
      this.#streams.reduce((sum, { rawStream }) => sum + (rawStream?.bytesReceived ?? 0), 0),
    )
  }

  async close(): Promise<void> {
    await this.#swarm?.destroy()
    for (const base of this.#bases) await base.close()
    await (this.#profile ?? this.#store)?.close()
  }

  async #openRoom(room: {
    key: Uint8Array | null
    encryptionKey: Uint8Array
    namespace?: string
  }): Promise<BareBase> {
    const { key, encryptionKey, namespace = String((await this.#rooms()).length) } = room
    if (this.#store === null) throw new Error('not open')
    const base = await openBareRoom(this.#store.namespace(namespace), {
      key,
      encryptionKey,
      isFastForward: this.#isFastForward,
    })
    this.#bases.push(base)
    for (const connection of this.#streams) base.replicate(connection)
    if (base.discoveryKey !== null) this.#swarm?.join(base.discoveryKey)
    return base
  }

  async #rooms(): Promise<{ key: string; encryptionKey: string; namespace: string }[]> {
    const text = await readFile(path.join(this.#dir, ROOMS_FILE), 'utf8').catch(() => '[]')
    return JSON.parse(text) as { key: string; encryptionKey: string; namespace: string }[]
  }

  #room(): BareBase {
    const base = this.#bases.at(-1)
    if (base === undefined) throw new Error('no room')
    return base
  }

  #online(): Hyperswarm {
    if (this.#swarm === null) throw new Error('no network')
    return this.#swarm
  }
}

function messageOf(text: string) {
  return { message: { text, name: 'alice', at: Date.now() } }
}

function hex(key: Uint8Array | null): string {
  return Buffer.from(key ?? []).toString('hex')
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

answerCalls(new BarePeer())
