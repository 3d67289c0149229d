import { afterEach, beforeEach, expect, test } from 'vitest'
import { canUseNetworkNamespaces, createNetworks, tempDir, type TempDir } from '../../src/index.ts'

const path = process.env.PATH
let empty: TempDir

beforeEach(async () => {
  empty = await tempDir()
  process.env.PATH = empty.path
})

afterEach(async () => {
  process.env.PATH = path
  await empty[Symbol.asyncDispose]()
})

test('where networks cannot be made, that is an error with its reason and what it takes', async () => {
  const reason = /^NETWORKS_UNAVAILABLE: .*; it takes Linux with ip \(iproute2\) and unshare and nsenter/
  await expect(createNetworks({ hosts: ['alice'] })).rejects.toThrow(reason)
  expect(await canUseNetworkNamespaces()).toEqual({ ok: false, reason: expect.stringMatching(reason) })
})
