/** Who is on stage: a node for each person and a seeder, all below `.comice/tour` in the clone. */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { NodeApi, NodeClient } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import { connectOrStart } from '@comice/host/launch'
import { endHolder, endProcess } from './processes.ts'
import { Program } from './program.ts'
import { type Seeder, seederProfile, startSeeder, stopSeeder } from './seeder.ts'

/** Folder of all profiles of the tour. */
export const TOUR_DIR = path.resolve('.comice/tour')
export const SEEDER_DIR = path.join(TOUR_DIR, 'seeder')

/** A person's node and a client of it. */
export interface Person {
  readonly name: string
  readonly api: NodeApi
  readonly pid: number
  readonly client: NodeClient
}

const NAMES = ['alice', 'bob', 'carol'] as const

/** The people of the tour; each has a profile of that name. */
export type Name = (typeof NAMES)[number]

/** Starts processes, knows all that were started, and ends them. */
export class Cast implements AsyncDisposable {
  readonly #peopleByName = new Map<Name, Promise<Person>>()
  readonly #programs = new Set<Program>()
  #seeder: Promise<Seeder> | null = null
  #isClosed = false

  /** Removes what an earlier tour left, and stops what still runs of it. */
  async clearStage(): Promise<void> {
    await endHolders()
    await rm(TOUR_DIR, { recursive: true, force: true })
    await mkdir(TOUR_DIR, { recursive: true, mode: 0o700 })
  }

  /**
   * The person, whose node starts now if it does not run, as with any command of theirs. Called before the person is
   * needed, it lets the node start while others are at work.
   */
  enter(name: Name): Promise<Person> {
    const known = this.#peopleByName.get(name)
    if (known !== undefined) return known
    const entering = this.#start(name)
    // The step that needs the person looks at it; until then a rejection is no accident.
    entering.catch(() => undefined)
    this.#peopleByName.set(name, entering)
    return entering
  }

  async #start(name: Name): Promise<Person> {
    if (this.#isClosed) throw new Error('the tour is over')
    const address = await connectOrStart({ dir: path.join(TOUR_DIR, name) })
    const client = createLocalClient(address)
    return { name, api: client.api, pid: address.pid, client }
  }

  /** Ends the person's node: in order, or with SIGKILL as a power cut of the process would. */
  async leave(name: Name, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const entering = this.#peopleByName.get(name)
    if (entering === undefined) return
    this.#peopleByName.delete(name)
    const { client, pid } = await entering
    await client.close()
    await endProcess(pid, signal)
  }

  /** The seeder, started by the first call; it keeps what `owner`, a device key, asks it to. */
  seeder(owner: string): Promise<Seeder> {
    if (this.#isClosed) throw new Error('the tour is over')
    this.#seeder ??= startSeeder(SEEDER_DIR, owner)
    this.#seeder.catch(() => undefined)
    return this.#seeder
  }

  /** Starts a command of a person's that runs for a while. Disposing it ends it. */
  run(name: string, args: readonly string[]): Program {
    if (this.#isClosed) throw new Error('the tour is over')
    const program = new Program(args, { home: TOUR_DIR, name })
    this.#programs.add(program)
    return program
  }

  /** Ends everybody, those who are just starting too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#programs].map((program) => program[Symbol.asyncDispose]()))
    const endings = [...this.#peopleByName.keys()].map((name) => this.leave(name))
    if (this.#seeder !== null) endings.push(this.#seeder.then(stopSeeder))
    await Promise.allSettled(endings)
    await endHolders()
  }
}

async function endHolders(): Promise<void> {
  const dirs = [...NAMES.map((name) => path.join(TOUR_DIR, name)), seederProfile(SEEDER_DIR)]
  await Promise.all(dirs.map(endHolder))
}
