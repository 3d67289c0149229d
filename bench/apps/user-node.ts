/** A user's side as it is installed: the built command line, and the node that it starts. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { cpuOfProcess } from '../harness/cpu.ts'
import { type ProgramResult, runProgram } from '../harness/run-program.ts'

const PROGRAM = createRequire(import.meta.url).resolve('@comice/terminal/bin')
const PROFILE = 'bob'

export interface UserNode extends AsyncDisposable {
  readonly pid: number
  /** `comice …`; CPU time is that of the command, what it starts, and the node. */
  comice(args: readonly string[]): Promise<ProgramResult>
  /** How to start `comice …` without waiting for its end. */
  commandOf(args: readonly string[]): { args: readonly string[]; env: Readonly<Record<string, string>> }
}

/** Starts a node with a profile in `home`, new or known. It is not idle when this resolves, but ready. */
export async function startUserNode(home: string, bootstrap: string): Promise<UserNode> {
  const commandOf = (args: readonly string[]) => ({
    args: [PROGRAM, '--bootstrap', bootstrap, ...args],
    env: { COMICE_HOME: home, COMICE_PROFILE: PROFILE, NO_COLOR: '1', COMICE_LOG: 'warn' },
  })
  const run = (args: readonly string[]) => runProgram({ file: process.execPath, ...commandOf(args) })
  await run(['id', 'show'])
  const address = readFileSync(path.join(home, PROFILE, 'run', 'api.json'), 'utf8')
  const { pid } = JSON.parse(address) as { pid: number }
  return {
    pid,
    commandOf,
    comice: async (args) => {
      const before = cpuOfProcess(pid)
      const result = await run(args)
      const after = cpuOfProcess(pid)
      const isKnown = before !== null && after !== null && typeof result.cpuMs === 'number'
      return { ...result, cpuMs: isKnown ? (result.cpuMs ?? 0) + after - before : null }
    },
    [Symbol.asyncDispose]: async () => void (await run(['stop'])),
  }
}
