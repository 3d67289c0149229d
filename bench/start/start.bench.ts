/** The command line, beside a Node that does nothing. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import { interleave } from '../harness/interleave.ts'
import { runProgram } from '../harness/run-program.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

const AIM = { ratio: 1.5 }

export const startSuite: Suite = { name: 'start', rounds: 20, run }

async function run({ rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const program = createRequire(import.meta.url).resolve('@comice/terminal/bin')
  const env = { COMICE_HOME: path.join(dir, 'home'), COMICE_PROFILE: 'bench', NO_COLOR: '1' }
  const comice = (node: string, args: readonly string[]) =>
    runProgram({ file: node, args: [program, ...args], env })
  const bare = bareRequest(path.join(dir, 'home', 'bench', 'run', 'api.json'))
  const rows: Row[] = []
  await comice(process.execPath, ['--bootstrap', dht.address, 'id', 'show'])
  try {
    for (const { name, file } of nodes()) {
      for (const command of ['--version', 'room --help', 'status']) {
        log(`comice ${command} on ${name}`)
        const sides = await interleave(rounds, {
          comice: () => comice(file, command.split(' ')),
          'node -e 0': () => runProgram({ file, args: ['-e', '0'] }),
          ...(command === 'status' ? { 'bare request': () => runProgram({ file, args: ['-e', bare] }) } : {}),
        })
        rows.push({ measure: `comice ${command}, ${name}`, unit: 'ms', sides, aim: AIM })
      }
    }
  } finally {
    await comice(process.execPath, ['stop'])
  }
  return rows
}

/** The least program that asks a node for its status, with Node's own HTTP client, and prints the answer. */
function bareRequest(addressFile: string): string {
  return `
const { socketPath, token } = JSON.parse(require('node:fs').readFileSync(${JSON.stringify(addressFile)}, 'utf8'))
const options = { socketPath, path: '/trpc/status.get', headers: { authorization: 'Bearer ' + token } }
require('node:http').get(options, (response) => response.pipe(process.stdout))`
}

/** The pinned Node, which runs this, and the machine's own where it is another. */
function nodes(): { name: string; file: string }[] {
  const pinned = { name: `Node ${process.versions.node}`, file: process.execPath }
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'node')
    if (folder.includes('node_modules') || !isExecutable(file)) continue
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim().slice(1)
    return version === process.versions.node ? [pinned] : [{ name: `Node ${version}`, file }, pinned]
  }
  return [pinned]
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
