/** Commands and keys at another machine, over a connection that is open. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { figuresOf, type Figures, type Sample } from '../harness/figures.ts'
import { firstMissing } from '../harness/installed.ts'
import { SSH_HOST, SSH_PROGRAMS, type SshServer, startSshServer } from '../harness/ssh.ts'
import { runProgram } from '../harness/run-program.ts'
import type { Row, Run } from '../harness/suite.ts'
import { ended } from '../harness/two-ends.ts'
import { openMachines } from './forwards/comice.ts'
import type { ForwardPlaces } from './forwards/forward.ts'

/** How often, at each side. */
interface Counts {
  readonly commands: number
  readonly keys: number
}

interface CommandSide {
  commands(count: number): Promise<number[]>
  keys(count: number): Promise<number[]>
}

export async function commandRows(
  { isSmoke, rounds, log }: Run,
  places: Pick<ForwardPlaces, 'home' | 'dht'>,
): Promise<Row[]> {
  await using scope = new AsyncDisposableStack()
  const machines = scope.use(await openMachines({ ...places, home: `${places.home}/machines` }, ['exec']))
  const { bob } = machines
  const sides: Record<string, CommandSide> = {
    comice: {
      commands: (count) => bob.runMany({ peer: 'alice', argv: ['true'], count }),
      keys: (count) => bob.typeMany({ peer: 'alice', count }),
    },
  }
  const master = isSmoke ? null : await openMaster(`${places.home}/ssh`, scope)
  if (master !== null) sides['ssh'] = master
  const counts: Counts = isSmoke ? { commands: 5, keys: 10 } : { commands: 20, keys: 100 }
  log('commands')
  const commands = await inTurn(sides, rounds, (side) => side.commands(counts.commands))
  log('keys')
  const keys = await inTurn(sides, rounds, (side) => side.keys(counts.keys))
  return [
    { measure: 'exec true', unit: 'ms', sides: commands, aim: { than: { ssh: 1 } } },
    { measure: 'a key comes back', unit: 'ms', sides: keys, aim: { median: 5 } },
  ]
}

/** The first of each list makes connections and is left out. */
async function inTurn(
  sides: Record<string, CommandSide>,
  rounds: number,
  measure: (side: CommandSide) => Promise<number[]>,
): Promise<Record<string, Figures>> {
  const samples = new Map<string, Sample[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      const [, ...took] = await measure(side)
      const all = samples.get(name) ?? []
      samples.set(name, [...all, ...took.map((value) => ({ value }))])
    }
  }
  return Object.fromEntries([...samples].map(([name, list]) => [name, figuresOf(list)]))
}

/** Null when ssh is not installed. */
async function openMaster(home: string, scope: AsyncDisposableStack): Promise<CommandSide | null> {
  if ((await firstMissing(SSH_PROGRAMS)) !== null) return null
  const server: SshServer = scope.use(await startSshServer(home))
  const through = [...server.args, '-o', `ControlPath=${home}/control`]
  const master = spawn('ssh', [...through, '-M', '-N', SSH_HOST], { stdio: 'ignore' })
  scope.adopt(master, ended)
  // Waits for the master when it is not there yet.
  const run = (...args: string[]) => runProgram({ file: 'ssh', args: [...through, ...args] })
  await run('-O', 'check', SSH_HOST).catch(() => run(SSH_HOST, 'true'))
  return {
    async commands(count) {
      const took: number[] = []
      for (let round = 0; round < count; round++) took.push((await run(SSH_HOST, 'true')).value)
      return took
    },
    async keys(count) {
      const child = spawn('ssh', [...through, '-tt', SSH_HOST, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
      const took: number[] = []
      for (let round = 0; round < count; round++) {
        const startedAt = performance.now()
        const shown = once(child.stdout, 'data')
        child.stdin.write('x')
        await shown
        took.push(performance.now() - startedAt)
      }
      await ended(child)
      return took
    },
  }
}
