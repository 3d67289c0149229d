/** Hyperbeam, which pipes what a shell command prints into another one elsewhere. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Sample } from './figures.ts'
import { builtProgram, runProgram } from './run-program.ts'
import { bothEnds, firstLine, GIVER_STDIO } from './two-ends.ts'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
/** Of its 256-bit keys, whose last character has one bit alone. */
const KEY_CHARACTERS = 51

export interface Beam {
  /** Of a DHT node, host:port. */
  readonly node: string
  /** Prints what is sent. */
  readonly from: string
  /** Reads what is received. */
  readonly to: string
}

/** From the start of the receiver to its end. */
export async function byHyperbeam({ node, from, to }: Beam): Promise<Sample> {
  const program = await builtProgram(new URL('../peers/hyperbeam.ts', import.meta.url))
  const key = [...randomBytes(KEY_CHARACTERS)].map((byte) => BASE32[byte % 32] ?? '').join('') + 'a'
  const beam = (verb: string) => `'${process.execPath}' '${program}' ${node} ${key} ${verb}`
  return bothEnds(async () => {
    const giver = spawn('sh', ['-c', `${from} | ${beam('send')}`], GIVER_STDIO)
    await firstLine(giver)
    return { giver, taken: await runProgram({ file: 'sh', args: ['-c', `${beam('receive')} | ${to}`] }) }
  })
}
