import { waitFor } from '@comice/testkit'
import { remoteOpen } from '@comice/protocol'
import { expect, test } from 'vitest'
import type { AuditEntry } from '../../src/audit/audit-log.ts'
import type { Capability } from '../../src/session/capability.ts'
import { Machine } from '../../src/session/machine.ts'
import { encodeMessage } from '../../src/session/messages.ts'
import { createAliceAndBob } from '../remote-peers.ts'

test('what was started for a caller who had left by then is in the audit log, and is ended', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  await people.allow('exec')
  await bob.remote.ping('alice')
  // In its place one whose start takes until the caller is gone.
  await alice.remote.close()
  const gone = Promise.withResolvers<void>()
  const events: string[] = []
  const slow: Capability = {
    name: 'exec',
    read: () => ({
      scope: 'slow',
      what: 'slow',
      hasProcess: true,
      async start() {
        events.push('started')
        await gone.promise
        return {
          discard: () => events.push('discarded'),
          run: () => Promise.reject(new Error('its stream is gone')),
          counts: { in: 0, out: 0 },
        }
      },
    }),
  }
  const entries: AuditEntry[] = []
  const audit = {
    write: (entry: AuditEntry) => entries.push(entry),
    read: () => Promise.resolve(entries),
    flush: () => Promise.resolve(),
  }
  const machine = new Machine({ peer: alice.peer, audit, capabilities: [slow], onchange: () => undefined })
  const connection = bob.peer.network.connections.get(alice.key)
  if (connection === undefined) throw new Error('not connected')
  const opened = await bob.peer.network.streams.open(connection, { purpose: 'comice/remote/1' })
  if (!opened.ok) throw new Error(opened.code)
  const { bytes } = opened.value
  bytes.write(encodeMessage(remoteOpen.encode({ capability: 'exec', params: new Uint8Array(0) })))
  await waitFor(() => events.length === 1)
  bytes.destroy()
  // Messages of a connection keep their order: when this is answered, the machine knows that the stream is gone.
  const probe = await bob.peer.network.streams.open(connection, { purpose: 'comice/remote/1' })
  if (probe.ok) probe.value.bytes.destroy()
  gone.resolve()
  await waitFor(() => machine.sessions.length === 0)
  expect(events).toEqual(['started', 'discarded'])
  expect(entries.map(({ kind, how = '' }) => `${kind} ${how}`.trim())).toEqual(['began', 'ended REMOTE_CUT'])
  await machine.close()
})
