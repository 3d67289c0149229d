/**
 * The beacon: how the processes of one machine agree which of them hosts the local DHT.
 *
 * Whoever can bind UDP 127.0.0.1:port is the host; the kernel makes that exclusive and frees it when the process
 * dies, however it dies. The others ask it once a second. The datagrams:
 *
 * | bytes | who | meaning |
 * |---|---|---|
 * | `comice1?` | follower | who are you? |
 * | `comice1!` + state byte + 16 bytes epoch | host | the host of this epoch; state 1: its DHT node is up, 0: not yet |
 * | `comice1.` | host | it ends; take over |
 *
 * A new epoch means a new host, whose node knows no announcement yet. Anything else is ignored. Any program on the
 * machine can hold the port and stay silent or lie: that costs the local DHT, which finds peers but proves nothing
 * about them.
 */
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { BEACON_FAST_POLL_MS, BEACON_POLL_MS, BEACON_SILENCE_MS, MAX_FOLLOWERS } from '../constants.ts'
import { pause } from './deadline.ts'

const ASK = Buffer.from('comice1?')
const ANSWER = Buffer.from('comice1!')
const GOODBYE = Buffer.from('comice1.')
const EPOCH_BYTES = 16
const LOOPBACK = '127.0.0.1'

export interface BeaconHooks {
  /** This process is the host now: start the node. The answers say that it is up when the promise resolves. */
  onhost: () => Promise<void>
  /** Another process is the host and its node is up. Called once for each epoch. */
  onfollow: () => void
  /** The port is held and nobody answers (true), or somebody does again (false). */
  onsilence: (silent: boolean) => void
}

export class LoopbackBeacon {
  readonly #port: number
  readonly #hooks: BeaconHooks
  readonly #stopped = new AbortController()
  #hosting: Host | null = null
  #running: Promise<void> | null = null

  constructor(port: number, hooks: BeaconHooks) {
    this.#port = port
    this.#hooks = hooks
  }

  get hosting(): boolean {
    return this.#hosting !== null
  }

  /** Takes part until {@link stop}. */
  start(): void {
    this.#running = this.#run()
  }

  /** Gives the role up: another process may host now. For a host whose node cannot start. */
  async resign(): Promise<void> {
    const host = this.#hosting
    this.#hosting = null
    await host?.close()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.resign()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      const host = await Host.tryBind(this.#port)
      if (signal.aborted) return host?.close()
      if (host !== null) {
        this.#hosting = host
        await this.#hooks.onhost()
        // Resigned meanwhile when the node did not start; its promise is settled then.
        host.ready = true
        await host.closed
        await pause(BEACON_SILENCE_MS, signal)
      } else {
        await follow(this.#port, this.#hooks, signal)
      }
    }
  }
}

/** The end that answers. */
class Host {
  ready = false
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #epoch = randomBytes(EPOCH_BYTES)
  /** Ports that asked, the latest last. */
  readonly #followers = new Set<number>()

  private constructor(socket: Socket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (message, { port }) => {
      if (!message.equals(ASK)) return
      this.#remember(port)
      socket.send(Buffer.concat([ANSWER, Buffer.of(this.ready ? 1 : 0), this.#epoch]), port, LOOPBACK)
    })
    socket.on('error', () => undefined)
  }

  static async tryBind(port: number): Promise<Host | null> {
    const socket = createSocket({ type: 'udp4', reuseAddr: false })
    const bound = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false))
      socket.bind({ port, address: LOOPBACK, exclusive: true }, () => resolve(true))
    })
    if (bound) return new Host(socket)
    socket.close()
    return null
  }

  async close(): Promise<void> {
    const sent = [...this.#followers].map(
      (port) => new Promise((resolve) => this.#socket.send(GOODBYE, port, LOOPBACK, resolve)),
    )
    this.#followers.clear()
    await Promise.all(sent)
    try {
      this.#socket.close()
    } catch {
      // Closed before.
    }
    await this.closed
  }

  #remember(port: number): void {
    this.#followers.delete(port)
    this.#followers.add(port)
    const [first] = this.#followers
    if (this.#followers.size > MAX_FOLLOWERS && first !== undefined) this.#followers.delete(first)
  }
}

/** Asks until the host is gone. Resolves then, or when `signal` aborts. */
async function follow(port: number, hooks: BeaconHooks, signal: AbortSignal): Promise<void> {
  const socket = createSocket('udp4')
  const gone = new AbortController()
  const stop = AbortSignal.any([gone.signal, signal])
  const heard = { epoch: '', at: Date.now(), silent: false }
  // A connected UDP socket hears at once that nobody holds the port any more.
  const lost = () => gone.abort()
  const ask = () => socket.send(ASK, (error) => (error === null ? undefined : lost()))
  socket.on('error', lost)
  socket.on('message', (message) => {
    if (message.equals(GOODBYE)) return lost()
    const answer = parseAnswer(message)
    if (answer !== null) listen(answer, heard, hooks)
  })
  socket.connect(port, LOOPBACK, (error?: Error) => (error === undefined ? ask() : lost()))
  while (!stop.aborted) {
    await pause(heard.epoch === '' && !heard.silent ? BEACON_FAST_POLL_MS : BEACON_POLL_MS, stop)
    if (stop.aborted) break
    if (!heard.silent && Date.now() - heard.at > BEACON_SILENCE_MS) {
      heard.silent = true
      hooks.onsilence(true)
    }
    ask()
  }
  socket.close()
}

interface Answer {
  ready: boolean
  epoch: string
}

function listen(
  answer: Answer,
  heard: { epoch: string; at: number; silent: boolean },
  hooks: BeaconHooks,
): void {
  heard.at = Date.now()
  if (heard.silent) {
    heard.silent = false
    hooks.onsilence(false)
  }
  if (!answer.ready || answer.epoch === heard.epoch) return
  heard.epoch = answer.epoch
  hooks.onfollow()
}

function parseAnswer(message: Buffer): Answer | null {
  if (message.length !== ANSWER.length + 1 + EPOCH_BYTES) return null
  if (!message.subarray(0, ANSWER.length).equals(ANSWER)) return null
  return { ready: message[ANSWER.length] === 1, epoch: message.toString('hex', ANSWER.length + 1) }
}
