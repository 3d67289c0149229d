/** What blind-peer-internals.ts depends on. A new blind-peer that changes it fails here first. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tempDir } from '@comice/testkit'
import BlindPeer from 'blind-peer'
import ProtomuxWakeup from 'protomux-wakeup'
import { expect, test } from 'vitest'
import type { BlindPeerInternals } from '../../src/keep/blind-peer-internals.ts'

test('blind-peer has the private methods that a keep calls', () => {
  const prototype = BlindPeer.prototype as unknown as Record<string, { length: number } | undefined>
  expect(prototype['_onaddcores']?.length).toBe(2)
  expect(prototype['_onwakeup']?.length).toBe(2)
})

test('who connects is told of 32 cores at most: a room that hears of 32 asks for the others', async () => {
  const source = await readFile(createRequire(import.meta.url).resolve('blind-peer'), 'utf8')
  const handler = /async onpeeractive\(peer, session\) \{.*?\n {2}\}/s.exec(source)?.[0]
  expect(handler).toContain('limit: 32')
})

test('a blind-peer with a swarm, store and wakeup of ours leaves closing them to us', async () => {
  await using dir = await tempDir()
  await using wakeup = disposable(new ProtomuxWakeup(), (it) => it.destroy())
  const swarm = { keyPair: { publicKey: Buffer.alloc(32) }, on: () => undefined }
  const blind = new BlindPeer(dir.path, { swarm: swarm as never, wakeup: wakeup.value })
  expect([blind.ownsSwarm, blind.ownsStore, blind.ownsWakeup]).toEqual([false, true, false])
  await blind.ready()
  expect(blind.digest).toMatchObject({ cores: 0, bytesAllocated: 0 })
  const { db } = blind as unknown as BlindPeerInternals
  expect(await db.hasCore(Buffer.alloc(32))).toBe(false)
  await blind.close()
})

function disposable<T>(value: T, end: (value: T) => void) {
  return { value, [Symbol.asyncDispose]: async () => end(value) }
}
