/** The network of an app: a sibling of the peer's, under a key of its own, with the app's namespace of topics. */
import { createHmac, randomBytes } from 'node:crypto'
import { pipeline } from 'node:stream'
import type { Network, PeerConnection, Topic } from '@comice/core'
import { isEqualBytes, tryDecodeKey } from '@comice/protocol'
import type { WireStream } from '@comice/runtime/wire'
import { hash, keyPair, type KeyPair } from 'hypercore-crypto'
import type Hypercore from 'hypercore'
import ProtomuxWakeup from 'protomux-wakeup'
import { AWAIT_PEERS_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { openAppChannel } from './app-channel.ts'
import { handleClosed } from './params.ts'
import type { Run } from './run.ts'
import type { Session } from './session.ts'

/** Secret of the profile that the key pairs of all apps derive from. */
const APPS_SECRET = 'apps'
const KEY_LABEL = 'comice/app-network/1'
const TOPIC_LABEL = Buffer.from('comice/app-topic/1')

interface AppConnection {
  readonly connection: PeerConnection
  /** The stream that carries the app's bytes to its process. */
  readonly stream: WireStream
}

interface JoinedTopic {
  readonly topic: Topic
  /** The 32 bytes that the app named. */
  readonly name: Uint8Array
}

export class AppSwarm {
  /** One for all bases and connections of the app. */
  readonly wakeup = new ProtomuxWakeup()
  readonly #run: Run
  readonly #connections = new Map<number, AppConnection>()
  readonly #channels = new Set<WireStream>()
  readonly #topics = new Map<number, JoinedTopic>()
  readonly #peers = new Map<string, Topic>()
  readonly #replicating = new WeakSet<PeerConnection>()
  #network: Promise<Network> | null = null
  #owner: Session | null = null
  #nextTopic = 1
  #publicKey: Uint8Array = new Uint8Array()

  constructor(run: Run) {
    this.#run = run
  }

  get connections(): number {
    return this.#connections.size
  }

  /** Bytes of peers that no process of the app has taken. */
  get unreadBytes(): number {
    return [...this.#channels].reduce((sum, { unreadBytes }) => sum + unreadBytes, 0)
  }

  get publicKey(): Uint8Array {
    return this.#publicKey
  }

  /** Gives the swarm to a process. @throws SWARM_IN_USE */
  async claim(session: Session, handle: WireStream): Promise<void> {
    if (this.#owner !== null) throw PlatformErrors.SWARM_IN_USE()
    this.#owner = session
    handle.once('close', () => void this.#release())
    const network = await this.#open()
    for (const connection of network.connections.values()) this.#welcome(connection)
  }

  /** @throws QUOTA_EXCEEDED · TOPIC_INVALID */
  async join(name: Uint8Array, options: { server: boolean; client: boolean }): Promise<number> {
    const network = await this.#open()
    this.#assertRoom()
    const id = this.#nextTopic++
    this.#topics.set(id, { topic: network.join(this.#topicOf(name), options), name })
    return id
  }

  topic(id: number): Topic {
    const joined = this.#topics.get(id)
    if (joined === undefined) throw handleClosed()
    return joined.topic
  }

  async leave(id: number): Promise<void> {
    const joined = this.#topics.get(id)
    this.#topics.delete(id)
    await joined?.topic.leave()
  }

  async leaveAll(name: Uint8Array): Promise<void> {
    const ids = [...this.#topics].filter(([, joined]) => isEqualBytes(joined.name, name)).map(([id]) => id)
    await Promise.all(ids.map((id) => this.leave(id)))
  }

  async flushed(): Promise<void> {
    await Promise.all([...this.#topics.values()].map(({ topic }) => topic.flushed()))
  }

  async joinPeer(publicKey: Uint8Array): Promise<void> {
    const network = await this.#open()
    const key = Buffer.from(publicKey).toString('hex')
    if (this.#peers.has(key)) return
    this.#assertRoom()
    this.#peers.set(key, network.joinPeer(publicKey))
  }

  async leavePeer(publicKey: Uint8Array): Promise<void> {
    const key = Buffer.from(publicKey).toString('hex')
    const topic = this.#peers.get(key)
    this.#peers.delete(key)
    await topic?.leave()
  }

  /** Replicates the app's store over a connection that the app names. Once is enough. @throws QUOTA_EXCEEDED */
  async replicate(streamId: number): Promise<void> {
    const { connection } = this.#connections.get(streamId) ?? {}
    if (connection === undefined) throw handleClosed()
    const { disk } = this.#run
    if (disk.isFull) disk.take(0)
    const store = await this.#run.store()
    if (this.#replicating.has(connection) || connection.stream.destroying) return
    this.#replicating.add(connection)
    disk.watch(() => this.#onfull())
    this.wakeup.addStream(connection.stream)
    store.replicate(connection.stream)
  }

  /**
   * Lets what is asked of a foreign core wait until a peer has it: `update` answers at once while there is no peer, so
   * what an app opens right after it connected would look empty. Nothing waits longer than {@link AWAIT_PEERS_MS}.
   */
  awaitPeers(core: Hypercore): void {
    if (this.#network === null || core.writable) return
    const found = core.findingPeers()
    const timer = setTimeout(done, AWAIT_PEERS_MS).unref()
    let isDone = false
    function done() {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      found()
    }
    core.update({ wait: true }).then(done, done)
  }

  async close(): Promise<void> {
    const network = await this.#network?.catch(() => null)
    await network?.close()
    this.wakeup.destroy()
  }

  #open(): Promise<Network> {
    this.#network ??= this.#create()
    return this.#network
  }

  async #create(): Promise<Network> {
    const pair = await this.#keyPair()
    this.#publicKey = pair.publicKey
    const { maxConnections } = this.#run.quota
    const network = this.#run.peer.network.sibling({
      keyPair: pair,
      limits: { maxConnections, maxUnknownConnections: maxConnections },
    })
    network.on('connection', (connection) => this.#welcome(connection))
    return network
  }

  /** The same in every run on this profile, another one for each app and author, and not the device's. */
  async #keyPair(): Promise<KeyPair> {
    const { app, peer } = this.#run
    const secret = await peer.profile.secrets.getOrCreate(APPS_SECRET, () => randomBytes(32))
    const seed = createHmac('sha256', secret).update(KEY_LABEL).update(app.key)
    return keyPair(seed.update(app.author ?? new Uint8Array(32)).digest())
  }

  /** The app's own, unless the user let it join this one as it is. */
  #topicOf(name: Uint8Array): Uint8Array {
    const { key, permissions } = this.#run.app
    const isGiven = permissions.topics.some((text) => {
      const topic = tryDecodeKey(text)
      return topic !== null && isEqualBytes(topic, name)
    })
    return isGiven ? name : hash([TOPIC_LABEL, Buffer.from(key), Buffer.from(name)])
  }

  #welcome(connection: PeerConnection): void {
    const owner = this.#owner
    if (owner === null || connection.stream.destroying) return
    const channel = openAppChannel(connection, this.#run.app.key)
    if (channel === null) return
    const { remotePublicKey, initiator } = connection
    const stream = owner.wire.open('swarm.connection', { publicKey: remotePublicKey, initiator })
    this.#connections.set(stream.id, { connection, stream })
    this.#channels.add(channel)
    channel.once('close', () => this.#channels.delete(channel))
    pipeline(channel, stream, channel, () => {
      this.#connections.delete(stream.id)
      channel.destroy()
      stream.destroy()
      void connection.close()
    })
    connection.stream.once('close', () => stream.destroy())
  }

  async #release(): Promise<void> {
    this.#owner = null
    const topics = [...this.#topics.values()].map(({ topic }) => topic)
    topics.push(...this.#peers.values())
    this.#topics.clear()
    this.#peers.clear()
    for (const { connection } of this.#connections.values()) void connection.close()
    await Promise.all(topics.map((topic) => topic.leave()))
  }

  #assertRoom(): void {
    const { maxTopics } = this.#run.quota
    if (this.#topics.size + this.#peers.size >= maxTopics)
      throw PlatformErrors.QUOTA_EXCEEDED({ what: 'topics and peers', limit: maxTopics })
  }

  /** Peers filled what the app may have: they are cut off, and the app is told when it replicates again. */
  #onfull(): void {
    for (const { connection, stream } of this.#connections.values()) {
      const { maxDiskBytes } = this.#run.quota
      stream.destroy(PlatformErrors.QUOTA_EXCEEDED({ what: 'bytes of storage', limit: maxDiskBytes }))
      void connection.close()
    }
  }
}
