/**
 * A peer that sends and receives, in a process of its own; one JSON object a line each way.
 * argv: folder of its profile, options of its network as JSON.
 */
import { createInterface } from 'node:readline'
import { createPeer, type NetworkOptions } from '@comice/core'
import { errorToWire } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import {
  createSends,
  type Receive,
  type ReceiveRequest,
  type Send,
  type SendRequest,
} from '../../src/index.ts'

export type Command =
  | { readonly do: 'send'; readonly request: SendRequest }
  | { readonly do: 'receive'; readonly code: string; readonly request: ReceiveRequest }
  | { readonly do: 'memory' }
  | { readonly do: 'close' }

const [dir = '', json = '{}'] = process.argv.slice(2)
const print = (event: string, fields: object = {}) => {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`)
}

const profile = await openProfile({ dir, waitMs: 20_000 })
const peer = await createPeer({ profile, network: JSON.parse(json) as NetworkOptions })
const sends = await createSends(peer)
let peakBytes = 0
setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 20).unref()
for (const transfer of sends.list()) follow(transfer)
print('ready', { going: sends.list().map(({ code }) => code) })

for await (const line of createInterface(process.stdin)) {
  const command = JSON.parse(line) as Command
  if (command.do === 'close') break
  await run(command).catch((error: unknown) => print('failed', { error: errorToWire(error) }))
}
await sends.close()
await peer.close()
await profile.close()
print('closed')
// It would keep the process.
process.stdin.destroy()

async function run(command: Exclude<Command, { do: 'close' }>): Promise<void> {
  if (command.do === 'memory') return print('memory', { rss: process.memoryUsage.rss(), peakBytes })
  const transfer =
    command.do === 'send'
      ? await sends.send(command.request)
      : await sends.receive(command.code, command.request)
  print('begun', { code: transfer.code })
  follow(transfer)
}

function follow(transfer: Send | Receive): void {
  const startedAt = performance.now()
  let phase = ''
  const look = () => {
    const { state } = transfer
    const of = 'receivers' in state ? (state.receivers[0] ?? state) : state
    const now = JSON.stringify([of.phase, 'bytes' in of ? of.bytes : 0])
    if (now !== phase)
      print('state', {
        phase: of.phase,
        bytes: 'bytes' in of ? of.bytes : 0,
        isFast: 'isFast' in of && of.isFast,
      })
    phase = now
  }
  transfer.on('change', look)
  transfer.done.then(
    (result) => print('done', { result, ms: performance.now() - startedAt, cpu: process.cpuUsage() }),
    (error: unknown) => print('failed', { error: errorToWire(error) }),
  )
}
