/** A machine with a DHT of its own on which real `comice` processes run, one profile for each person. */
import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createTestDht, spawnPeer, type SpawnedPeer, tempDir, type TestDht, waitFor } from '@comice/testkit'

const PROGRAM = fileURLToPath(new URL('../src/comice.ts', import.meta.url))
const SOURCE = '--conditions=@comice/source'

export type JsonLine = Record<string, unknown>

/** How a command ended and what it printed. */
export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** The lines of stdout, parsed. */
  json: JsonLine[]
}

export interface CommandOptions {
  /** What is piped in. Default: an empty pipe. */
  input?: string
  env?: Record<string, string | undefined>
}

export interface Machine extends AsyncDisposable {
  readonly dht: TestDht
  /** Folder of all profiles. */
  readonly home: string
  /** What a terminal needs to run `comice` as that person: program, arguments, environment. */
  commandOf(
    person: string,
    args: readonly string[],
  ): { command: string; args: string[]; env: Record<string, string> }
  /** Runs a command to its end. */
  comice(person: string, args: readonly string[], options?: CommandOptions): Promise<Ran>
  /** Starts one that goes on. */
  start(person: string, args: readonly string[], env?: Record<string, string>): Promise<SpawnedPeer>
  /** Starts a shell script whose `$@` is a program. */
  startShell(script: string, program: readonly string[], env: Record<string, string>): Promise<SpawnedPeer>
  /** Makes a room of the first person, whose name is their nickname, and lets the others in. Returns its id. */
  createRoom(name: string, people: readonly string[]): Promise<string>
}

/** `more`: variables of every program of it. */
export async function createMachine(more: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const dht = await createTestDht()
  const dir = await tempDir('home')
  const home = dir.path
  guard(home)
  const env = { COMICE_HOME: home, NO_COLOR: '1', COMICE_LOG: 'warn', ...more }

  const commandOf = (person: string, args: readonly string[]) => ({
    command: process.execPath,
    args: [SOURCE, PROGRAM, '--profile', person, '--bootstrap', dht.address, ...args],
    env,
  })
  const comice = (person: string, args: readonly string[], options: CommandOptions = {}) => {
    const one = commandOf(person, args)
    return runToEnd(one.command, one.args, {
      ...options,
      env: { ...env, FORCE_COLOR: undefined, ...options.env },
    })
  }
  const createRoom = async (name: string, [first = '', ...others]: readonly string[]) => {
    const created = await comice(first, ['room', 'create', name, '--nickname', first, '--json'])
    const id = String(created.json[0]?.['id'])
    for (const person of others) {
      const { stdout } = await comice(first, ['room', 'invite', id])
      const joined = await comice(person, ['room', 'join', '--nickname', person], { input: stdout })
      if (joined.code !== 0) throw new Error(`${person} did not get in: ${joined.stderr}`)
    }
    return id
  }
  return {
    dht,
    home,
    commandOf,
    comice,
    createRoom,
    startShell: (script, program, more) =>
      spawnPeer({
        command: 'sh',
        args: ['-c', script, 'sh', ...program],
        env: { FORCE_COLOR: undefined, ...more },
      }),
    start: (person, args, more = {}) => {
      const { env: own, ...command } = commandOf(person, args)
      return spawnPeer({ name: person, ...command, env: { ...own, ...more } })
    },
    [Symbol.asyncDispose]: async () => {
      await endNodes(home)
      await dht[Symbol.asyncDispose]()
      await dir[Symbol.asyncDispose]()
    },
  }
}

/** Runs a program to its end. */
export function runToEnd(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.once('error', reject)
    child.once('close', (code, signal) => {
      const stdout = Buffer.concat(out).toString()
      const stderr = Buffer.concat(err).toString()
      resolve({
        code,
        signal,
        stdout,
        stderr,
        get json() {
          return stdout.trim() === ''
            ? []
            : stdout
                .trim()
                .split('\n')
                .map((line) => JSON.parse(line) as JsonLine)
        },
      })
    })
  })
}

/** Pids of the nodes whose profiles are in `home`. */
export async function nodePids(home: string): Promise<number[]> {
  const pids: number[] = []
  for (const profile of await readdir(home)) {
    const text = await readFile(`${home}/${profile}/run/api.json`, 'utf8').catch(() => null)
    if (text !== null) pids.push((JSON.parse(text) as { pid: number }).pid)
  }
  return pids
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * Ends nodes and terminals when this process ends, however it ends: a runner that times out kills its workers with
 * SIGKILL. `cat` ends when our end of the pipe is closed.
 */
function guard(home: string): void {
  const script = `cat > /dev/null
for file in "$0"/*/run/api.json; do kill -9 $(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' "$file"); done 2> /dev/null
for socket in "$0"/.tmux-*; do tmux -S "$socket" kill-server; done 2> /dev/null`
  const child = spawn('sh', ['-c', script, home], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.unref()
  ;(child.stdin as Socket).unref()
}

/** Nodes outlive the commands that start them, and must not outlive the test. */
async function endNodes(home: string): Promise<void> {
  const pids = await nodePids(home)
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGTERM')
  for (const pid of pids) {
    await waitFor(() => !isRunning(pid), { timeoutMs: 10_000 }).catch(() => process.kill(pid, 'SIGKILL'))
  }
}
