import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import ProtomuxRPC from 'protomux-rpc'
import { expectTypeOf } from 'vitest'

export async function requestAndRespond(connection: NoiseSecretStream): Promise<void> {
  const rpc = new ProtomuxRPC(connection)
  rpc.respond('echo', (bytes) => bytes)
  rpc.respond('upper', { valueEncoding: c.string }, (text) => text.toUpperCase())
  rpc.respond('length', { requestEncoding: c.string, responseEncoding: c.uint }, (text) => text.length)
  const bytes = await rpc.request('echo', null)
  expectTypeOf(bytes).toEqualTypeOf<Uint8Array | null>()
  const upper = await rpc.request('upper', 'a', { valueEncoding: c.string, timeout: 1000 })
  expectTypeOf(upper).toEqualTypeOf<string>()
  const length = await rpc.request('length', 'a', { requestEncoding: c.string, responseEncoding: c.uint })
  expectTypeOf(length).toEqualTypeOf<number>()
  rpc.event('log', 'line', { valueEncoding: c.string })
  // @ts-expect-error the request is a string
  await rpc.request('upper', 1, { valueEncoding: c.string })
  // @ts-expect-error the response is a number
  rpc.respond('length', { requestEncoding: c.string, responseEncoding: c.uint }, (text) => text)
  await rpc.end()
}

export async function oneEncodingForAll(connection: NoiseSecretStream): Promise<void> {
  const rpc = new ProtomuxRPC(connection, { protocol: 'chat', valueEncoding: c.string })
  expectTypeOf(rpc).toEqualTypeOf<ProtomuxRPC<string>>()
  rpc.respond('upper', (text) => text.toUpperCase())
  const upper = await rpc.request('upper', 'a')
  expectTypeOf(upper).toEqualTypeOf<string>()
  // @ts-expect-error values are strings
  await rpc.request('upper', 1)
  rpc.destroy()
}
