/** People who type `comice` commands. Their nodes are real processes, wherever `spawn` starts things. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type NetworkHost, spawnPeer, type SpawnedPeer, waitFor } from '@comice/testkit'
import { PROGRAM, SOURCE } from './program.ts'

export type Line = Record<string, unknown>

/** How a command ended. */
export interface Ran {
  readonly code: number | null
  readonly lines: readonly string[]
  readonly json: readonly Line[]
  readonly stderr: string
}

export interface Person extends AsyncDisposable {
  readonly name: string
  /** The profile's folder. */
  readonly dir: string
  /** Runs `comice` to its end; `input` is piped in. */
  comice(args: readonly string[], input?: string): Promise<Ran>
  /** Starts `comice` and leaves it running. */
  start(args: readonly string[]): Promise<SpawnedPeer>
  /** The node's process, or null when it never ran. */
  nodePid(): Promise<number | null>
  /** SIGKILL to the node; resolves when it is gone. */
  killNode(): Promise<void>
  /** The texts of the room in their order. */
  history(room: string): Promise<string[]>
}

export interface PersonOptions {
  /** Folder of all profiles. */
  readonly home: string
  /** A host of a test network; without it, this machine. */
  readonly on?: Pick<NetworkHost, 'spawn'>
  /** Options before the command. */
  readonly options?: readonly string[]
  /** `comice` and the flags of Node before it. Default: unbuilt. */
  readonly program?: readonly string[]
  readonly cwd?: string
}

/** Disposing ends the person's node. */
export function createPerson(
  name: string,
  { home, on = { spawn: spawnPeer }, options = [], program: words = [SOURCE, PROGRAM], cwd }: PersonOptions,
): Person {
  const dir = join(home, name)
  const start = (args: readonly string[]) =>
    on.spawn({
      name,
      command: process.execPath,
      args: [...words, '--profile', name, ...options, ...args],
      // In no project, unless one is named: some commands are about the one that they are in.
      cwd: cwd ?? home,
      env: { COMICE_HOME: home, NO_COLOR: '1', FORCE_COLOR: undefined, COMICE_LOG: 'warn' },
    })
  const comice = async (args: readonly string[], input?: string): Promise<Ran> => {
    await using program = await start(args)
    if (input !== undefined) program.send(input)
    program.endInput()
    const { code } = await program.exited
    const lines = await linesOf(program)
    return {
      code,
      lines,
      stderr: program.stderr,
      get json() {
        return lines.map((line) => JSON.parse(line) as Line)
      },
    }
  }
  const nodePid = () => readPid(dir)
  return {
    name,
    dir,
    start,
    comice,
    nodePid,
    killNode: () => endProcess(nodePid, 'SIGKILL'),
    history: async (room) => {
      const ran = await comice(['room', 'history', room, '--json', '--last', '100000'])
      if (ran.code !== 0) throw new Error(ran.stderr)
      return ran.json.map(({ text }) => String(text))
    },
    [Symbol.asyncDispose]: () => endProcess(nodePid, 'SIGTERM'),
  }
}

/** Every line that a program prints until it ends. */
export async function linesOf(program: SpawnedPeer): Promise<string[]> {
  const lines: string[] = []
  for await (const line of program.lines()) lines.push(line)
  return lines
}

/** The first makes the room and lets the others in. Returns its id. */
export async function createRoom(
  name: string,
  [first, ...others]: readonly [Person, ...Person[]],
): Promise<string> {
  const created = await succeed(first, ['room', 'create', name, '--nickname', first.name, '--json'])
  const id = String(created.json[0]?.['id'])
  for (const person of others) {
    const [invite] = (await succeed(first, ['room', 'invite', id])).lines
    await succeed(person, ['room', 'join', '--nickname', person.name], invite)
  }
  return id
}

/** Runs a command that has to work. */
export async function succeed(person: Person, args: readonly string[], input?: string): Promise<Ran> {
  const ran = await person.comice(args, input)
  if (ran.code !== 0)
    throw new Error(`${person.name}: ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`)
  return ran
}

async function readPid(dir: string): Promise<number | null> {
  const text = await readFile(join(dir, 'run', 'api.json'), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as { pid: number }).pid
}

async function endProcess(pidOf: () => Promise<number | null>, signal: NodeJS.Signals): Promise<void> {
  const pid = await pidOf()
  if (pid === null || !isRunning(pid)) return
  process.kill(pid, signal)
  await waitFor(() => !isRunning(pid), { describe: `node ${pid} to end by ${signal}` }).catch(
    (error: unknown) => {
      process.kill(pid, 'SIGKILL')
      throw error
    },
  )
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
