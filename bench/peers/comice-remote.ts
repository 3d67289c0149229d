/// <reference types="@comice/holepunch-types" />
/** A machine, or who uses one, as a process that the driver asks things of. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { countBuffersAsHeap, createPeer, type Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { createRemote, type Remote } from '@comice/remote'
import { openProfile, type Profile } from '@comice/storage'
import { answerCalls, cpuMs, processUsage } from '../harness/answer-calls.ts'
import { type AnyCalls, momentNow, type OpenInput } from '../harness/peer-calls.ts'

const SHAPE = { columns: 80, rows: 24, kind: 'xterm' }

let opened: { readonly profile: Profile; readonly peer: Peer; readonly remote: Remote } | null = null

function online() {
  if (opened === null) throw new Error('not open')
  return opened
}

/** A stream with nobody who reads it waits, and never ends. */
async function drained(stream: Readable): Promise<void> {
  const ended = once(stream, 'end')
  stream.resume()
  await ended
}

/** On a machine that is busy enough the probe of a path may fail; figures then show UDX, and say so. */
async function wayTo(peer: string, target: string): Promise<void> {
  const { via, bytes } = await online().remote.connect(peer, target, { bulk: true })
  if (via !== 'tcp') process.stderr.write(`remote: the forward goes over ${via} this time\n`)
  const closed = once(bytes, 'close')
  bytes.resume().end()
  await closed
}

const calls: Partial<AnyCalls> = {
  async open({ dir, bootstrap }: OpenInput) {
    const profile = await openProfile({ dir })
    const peer = await createPeer({ profile, network: { bootstrap: bootstrap ?? [] } })
    opened = { profile, peer, remote: await createRemote(peer) }
  },

  async deviceKey() {
    return encodeKey(online().peer.identity.device.publicKey)
  },

  async know({ name, key }) {
    await online().remote.peers.add(name, key)
  },

  async allow({ key, what }) {
    await online().remote.grant({ who: { kind: 'device', key }, what })
  },

  async forward({ peer, target }) {
    await wayTo(peer, target)
    const address = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
    const forwarder = await online().remote.forward(peer, { target, address })
    return forwarder.address.kind === 'tcp' ? forwarder.address.port : 0
  },

  async runMany({ peer, argv, count }) {
    const took: number[] = []
    for (let round = 0; round < count; round++) {
      const startedAt = momentNow()
      await using command = await online().remote.exec(peer, { argv })
      command.stdin.end()
      const output = Promise.all([drained(command.stdout), drained(command.stderr)])
      const exit = await command.exit
      await output
      if (exit.kind !== 'code' || exit.code !== 0) throw new Error(`it ended with ${JSON.stringify(exit)}`)
      took.push(momentNow() - startedAt)
    }
    return took
  },

  async typeMany({ peer, count }) {
    await using command = await online().remote.exec(peer, { argv: ['cat'], terminal: SHAPE })
    const took: number[] = []
    for (let round = 0; round < count; round++) {
      const startedAt = momentNow()
      const shown = once(command.stdout, 'data')
      command.stdin.write('x')
      await shown
      took.push(momentNow() - startedAt)
    }
    command.stdin.end('\n')
    return took
  },

  async cpu() {
    return cpuMs()
  },

  async usage() {
    return processUsage(0)
  },

  async close() {
    await opened?.remote.close()
    await opened?.peer.close()
    await opened?.profile.close()
  },
}

// As the node does.
countBuffersAsHeap()
answerCalls(calls)
