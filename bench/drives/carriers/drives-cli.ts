/** The field's own command: the published `drives` 2.9.1, started anew for each step, as its users do. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { cpuOfEndedChildren } from '../../harness/cpu.ts'
import type { Sample } from '../../harness/figures.ts'
import { runProgram } from '../../harness/run-program.ts'
import { ended, GIVER_STDIO } from '../../harness/two-ends.ts'
import { firstDifference } from '../first-difference.ts'
import type { Carrier, CarrierKind, CarrierPlaces } from './carrier.ts'

const BIN = createRequire(import.meta.url).resolve('drives-cli/bin.js')
/** A key as it prints it: z-base-32. */
const KEY = /[a-z0-9]{52}/u

export const drivesCli: CarrierKind = { name: 'drives CLI', needs: [], isAgain: true, isSmoke: true, open }

async function open({ home, source, target, dht }: CarrierPlaces): Promise<Carrier> {
  const flags = (end: string) => ['--storage', `${home}/${end}`]
  const network = ['--bootstrap', String(dht.bootstrap[0]?.port)]
  const command = (...args: string[]) => [BIN, ...args]
  const run = (args: string[]) => runProgram({ file: process.execPath, args, cwd: home })
  const key = KEY.exec((await run(command('touch', ...flags('author')))).stdout)?.[0] ?? ''
  const author = command('mirror', source, key, '--live', ...flags('author'), ...network)
  const reader = command('mirror', key, target, ...flags('reader'), ...network)
  return {
    async carry(): Promise<Sample> {
      const before = cpuOfEndedChildren()
      const startedAt = performance.now()
      // A mirror that stays is what announces the drive here: its `seed` knows the public DHT only.
      const seed = spawn(process.execPath, author, { ...GIVER_STDIO, cwd: home })
      await mirroredOnce(seed)
      let value = 0
      // A reader takes the version that it has when it finds nobody at once; its user tries again.
      do {
        await run(reader)
        value = performance.now() - startedAt
      } while ((await firstDifference(source, target)) !== null)
      await ended(seed)
      const after = cpuOfEndedChildren()
      return { value, cpuMs: before === null || after === null ? null : after - before }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** @throws Error when it ends before */
async function mirroredOnce(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  if (child.stdout === null) throw new Error('it has no output')
  const lines = createInterface(child.stdout)
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => line.includes('Total files') && resolve())
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`drives ended with ${code ?? 'a signal'}: ${said}`)))
  })
}
