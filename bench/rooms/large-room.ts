/** A room that grows: its members come, say their share and go, each a process of their own. Alice made it, and stays. */
import path from 'node:path'
import { lineOf } from '../harness/peer-calls.ts'
import type { PeerProcess } from '../harness/peer-process.ts'
import { letIn, makeFolder, openSide, type PairOptions } from '../harness/room-pair.ts'

/** What the plain program puts into one append: what ours makes of concurrent calls. */
const BATCH_MESSAGES = 256

export interface RoomSize {
  /** Alice among them. */
  readonly members: number
  readonly messages: number
}

interface LargeRoomOptions extends PairOptions {
  readonly side: 'comice' | 'bare'
  readonly invite: string
}

export class LargeRoom implements AsyncDisposable {
  readonly side: 'comice' | 'bare'
  readonly alice: PeerProcess
  /** Everybody comes by the same: a member may have 64. */
  readonly invite: string
  readonly #options: PairOptions
  #members = 1
  #messages = 0

  private constructor(alice: PeerProcess, { invite, ...options }: LargeRoomOptions) {
    this.side = options.side
    this.alice = alice
    this.invite = invite
    this.#options = options
  }

  static async open(side: 'comice' | 'bare', options: PairOptions): Promise<LargeRoom> {
    const { bootstrap, dir } = options
    const alice = await openSide(side, { dir: await makeFolder(dir, 'alice'), bootstrap })
    await alice.create({ name: 'garden' })
    return new LargeRoom(alice, { ...options, side, invite: await alice.invite({}) })
  }

  get members(): number {
    return this.#members
  }

  get messages(): number {
    return this.#messages
  }

  /** Everybody says as much. Alice has the last word, by which the newest page is known. */
  async grow({ members, messages }: RoomSize): Promise<void> {
    const each = Math.floor((messages - this.#messages) / (members - this.#members + 1))
    while (this.#members < members) await this.#visitor(each)
    await this.#say(this.alice, messages - this.#messages - 1)
    await this.alice.say({ text: lineOf(messages - 1) })
    this.#messages++
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.alice[Symbol.asyncDispose]()
  }

  async #visitor(messages: number): Promise<void> {
    const { bootstrap, dir } = this.#options
    const folder = await makeFolder(path.join(dir, `member ${this.#members}`))
    await using member = await openSide(this.side, { dir: folder, bootstrap })
    await letIn(this.alice, member, this.invite)
    await this.#say(member, messages)
    await this.alice.count({ count: this.#messages })
    this.#members++
  }

  async #say(speaker: PeerProcess, count: number): Promise<void> {
    await speaker.sayMany({ count, batch: BATCH_MESSAGES, from: this.#messages })
    this.#messages += count
  }
}
