/** Hypertele's own two commands. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { freePort, listens } from '../../harness/installed.ts'
import { ended, firstLine, GIVER_STDIO } from '../../harness/two-ends.ts'
import type { Forward, ForwardKind, ForwardPlaces } from './forward.ts'

const { resolve } = createRequire(import.meta.url)

export const hypertele: ForwardKind = { name: 'hypertele', needs: [], open }

async function open({ dht, targetPort }: ForwardPlaces): Promise<Forward> {
  const network = ['--bootstrap', String(dht.bootstrap[0]?.port)]
  const seed = randomBytes(32).toString('hex')
  const start = (program: string, args: string[]) =>
    spawn(process.execPath, [resolve(`hypertele/${program}.js`), ...args, ...network], GIVER_STDIO)
  const server = start('server', ['-l', String(targetPort), '--seed', seed])
  const key = (await firstLine(server)).split(' ').at(-1) ?? ''
  const port = await freePort()
  const client = start('client', ['-p', String(port), '-s', key])
  await listens(port)
  return {
    port,
    pids: [server.pid ?? 0, client.pid ?? 0],
    [Symbol.asyncDispose]: async () => {
      await ended(client)
      await ended(server)
    },
  }
}
