/** The room: each peer has a core of what it said, and those who meet replicate the cores that they know of. */
import { EventEmitter, once } from 'node:events'
import { Bee, checkpoint, type Core, type Store, type Swarm, type SwarmConnection } from '@comice/runtime'
import { type Message, nameOf, readMessage, writeMessage } from './message.ts'

const KEY_BYTES = 32
const MAX_PEOPLE = 200
const MAX_SHOWN = 200

export interface RoomState {
  /** The key of our core, in hexadecimal. */
  readonly me: string
  readonly name: string
  /** How many others are there now. */
  readonly others: number
  /** The newest ones, oldest first. */
  readonly messages: readonly Message[]
}

interface RoomParts {
  readonly store: Store
  readonly swarm: Swarm
}

/** Without a name it is the one of last time. */
export async function openRoom(parts: RoomParts, wanted: string | undefined): Promise<Room> {
  const room = new Room(parts, nameOf(wanted ?? (await checkpoint.load())))
  await room.open()
  return room
}

export class Room {
  readonly #store: Store
  readonly #swarm: Swarm
  readonly #said: Core<'json'>
  /** Whom we have met, by the keys of their cores: what they said is there when they are not. */
  readonly #people: Bee<'utf-8', 'json'>
  readonly #messages: Message[] = []
  readonly #reading = new Set<string>()
  readonly #changes = new EventEmitter()
  #me = ''
  #name: string
  #revision = 0

  constructor({ store, swarm }: RoomParts, name: string) {
    this.#store = store
    this.#swarm = swarm
    this.#name = name
    this.#said = store.get({ name: 'said', valueEncoding: 'json' })
    const encodings = { keyEncoding: 'utf-8', valueEncoding: 'json' } as const
    this.#people = new Bee(store.get({ name: 'people' }), encodings)
  }

  async open(): Promise<void> {
    await this.#said.ready()
    this.#me = this.#said.key?.toString('hex') ?? ''
    this.#read(this.#me)
    for await (const { key } of this.#people.createReadStream({ limit: MAX_PEOPLE })) this.#read(key)
    this.#swarm.on('connection', (connection) => {
      connection.on('error', () => undefined)
      connection.once('close', () => this.#change())
      this.#meet(connection).catch(complain)
      this.#change()
    })
    this.#swarm.join(Buffer.alloc(KEY_BYTES, 'chat'))
  }

  async say(text: string): Promise<void> {
    if (text.trim() !== '') await this.#said.append(writeMessage(this.#name, text))
  }

  async rename(name: string): Promise<void> {
    this.#name = nameOf(name)
    await checkpoint.save(this.#name)
    this.#change()
  }

  /** The room now, and whenever it changes. Changes that come while the reader is busy are one. */
  async *watch(): AsyncGenerator<RoomState> {
    for (let seen = -1; ;) {
      if (seen === this.#revision) await once(this.#changes, 'change')
      seen = this.#revision
      const others = this.#swarm.connections.size
      yield { me: this.#me, name: this.#name, others, messages: [...this.#messages] }
    }
  }

  /** Both sides say the key of their core, then the cores replicate beside it. */
  async #meet(connection: SwarmConnection): Promise<void> {
    await this.#store.replicate(connection)
    connection.write(this.#said.key)
    const key = (await connection.readExactly(KEY_BYTES))?.toString('hex')
    if (key === undefined || this.#reading.has(key) || this.#reading.size >= MAX_PEOPLE) return
    this.#read(key)
    await this.#people.put(key, true)
  }

  /** Shows the newest of what is in a core, and from then on what comes. */
  #read(key: string): void {
    if (this.#reading.has(key)) return
    this.#reading.add(key)
    const core = this.#store.get({ key: Buffer.from(key, 'hex'), valueEncoding: 'json' })
    this.#follow(key, core).catch(complain)
  }

  async #follow(key: string, core: Core<'json'>): Promise<void> {
    await core.update()
    let index = Math.max(0, core.length - MAX_SHOWN)
    for await (const block of core.createReadStream({ start: index, live: true }))
      this.#show(readMessage(block, key, index++))
  }

  #show(message: Message | null): void {
    if (message === null) return
    this.#messages.push(message)
    this.#messages.sort((a, b) => a.at - b.at)
    this.#messages.splice(0, this.#messages.length - MAX_SHOWN)
    this.#change()
  }

  #change(): void {
    this.#revision += 1
    this.#changes.emit('change')
  }
}

function complain(error: unknown): void {
  console.error(`somebody cannot be read: ${String(error)}`)
}
