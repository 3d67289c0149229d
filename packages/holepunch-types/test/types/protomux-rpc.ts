import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import ProtomuxRPC from 'protomux-rpc'
import { type Equal, holds } from './equal.ts'

export async function requestAndRespond(connection: NoiseSecretStream): Promise<void> {
  const rpc = new ProtomuxRPC(connection)
  rpc.respond('echo', (bytes) => bytes)
  rpc.respond('upper', { valueEncoding: c.string }, (text) => text.toUpperCase())
  rpc.respond('length', { requestEncoding: c.string, responseEncoding: c.uint }, (text) => text.length)
  const bytes = await rpc.request('echo', null)
  holds<Equal<typeof bytes, Uint8Array | null>>()
  const upper = await rpc.request('upper', 'a', { valueEncoding: c.string, timeout: 1000 })
  holds<Equal<typeof upper, string>>()
  const length = await rpc.request('length', 'a', { requestEncoding: c.string, responseEncoding: c.uint })
  holds<Equal<typeof length, number>>()
  rpc.event('log', 'line', { valueEncoding: c.string })
  // @ts-expect-error the request is a string
  await rpc.request('upper', 1, { valueEncoding: c.string })
  // @ts-expect-error the response is a number
  rpc.respond('length', { requestEncoding: c.string, responseEncoding: c.uint }, (text) => text)
  await rpc.end()
}

export async function oneEncodingForAll(connection: NoiseSecretStream): Promise<void> {
  const rpc = new ProtomuxRPC(connection, { protocol: 'chat', valueEncoding: c.string })
  holds<Equal<typeof rpc, ProtomuxRPC<string>>>()
  rpc.respond('upper', (text) => text.toUpperCase())
  const upper = await rpc.request('upper', 'a')
  holds<Equal<typeof upper, string>>()
  // @ts-expect-error values are strings
  await rpc.request('upper', 1)
  rpc.destroy()
}
