/** What one program writes, read by another one elsewhere: from the start of the end that reads to its end. */
import { spawn } from 'node:child_process'
import { MEMORY_ENVIRONMENT, MEMORY_FLAGS } from '@comice/host/launch'
import { byHyperbeam } from '../harness/by-hyperbeam.ts'
import type { Sample } from '../harness/figures.ts'
import { firstMissing, freePort, listens } from '../harness/installed.ts'
import { interleave, type Measure } from '../harness/interleave.ts'
import { builtProgram, runProgram } from '../harness/run-program.ts'
import type { Row, Run } from '../harness/suite.ts'
import { bothEnds, firstLine, GIVER_STDIO } from '../harness/two-ends.ts'

const MIB = 1024 * 1024

export interface PipePlaces {
  /** Its own folder. */
  readonly home: string
  /** Of a DHT node, host:port. */
  readonly node: string
}

export async function pipeRows({ isSmoke, rounds, log }: Run, { home, node }: PipePlaces): Promise<Row[]> {
  const mib = isSmoke ? 4 : 256
  log(`${mib} MiB through a pipe`)
  const from = `head -c ${mib * MIB} /dev/zero`
  const sides: Record<string, Measure> = {
    comice: (round) => byComice({ from, node, home: `${home}/${round}` }),
    ...(isSmoke ? {} : { hyperbeam: () => byHyperbeam({ node, from, to: 'cat > /dev/null' }) }),
    ...(!isSmoke && (await firstMissing(['socat'])) === null ? { socat: () => bySocat(from) } : {}),
  }
  const measure = `${mib} MiB through a pipe`
  return [
    { measure, unit: 'ms', sides: await interleave(rounds, sides), aim: { than: { hyperbeam: 0.333 } } },
  ]
}

async function byComice({ from, node, home }: PipePlaces & { from: string }): Promise<Sample> {
  const file = await builtProgram(new URL('../peers/comice-pipe.ts', import.meta.url))
  // As a user's node is started.
  const settings = Object.entries(MEMORY_ENVIRONMENT).map(([name, value]) => `${name}=${value}`)
  const start = `${settings.join(' ')} '${process.execPath}' ${MEMORY_FLAGS.join(' ')}`
  const end = (name: string, verb: string) => `${start} '${file}' '${home}/${name}' ${node} ${verb}`
  return bothEnds(async () => {
    const giver = spawn('sh', ['-c', `${from} | ${end('alice', 'give')}`], GIVER_STDIO)
    const code = await firstLine(giver)
    const args = ['-c', `${end('bob', `take ${code}`)} > /dev/null`]
    return { giver, taken: await runProgram({ file: 'sh', args }) }
  })
}

async function bySocat(from: string): Promise<Sample> {
  const port = await freePort()
  return bothEnds(async () => {
    // Each who connects gets all of it: the first one only looks whether it listens.
    const listener = `socat -b 65536 TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork SYSTEM:'${from}'`
    const giver = spawn('sh', ['-c', `exec ${listener}`], GIVER_STDIO)
    await listens(port)
    const taken = await runProgram({
      file: 'sh',
      args: ['-c', `socat -u -b 65536 TCP:127.0.0.1:${port} STDOUT > /dev/null`],
    })
    giver.kill()
    return { giver, taken }
  })
}
