/** Streams of bytes and streams of values: an app that opens one as the other harms nobody but itself. */
import { createWire, waitFor } from '@comice/testkit'
import { Wire, type WireStream } from '@comice/runtime/wire'
import { expect, test } from 'vitest'
import { createBroker } from '../../src/broker/broker.ts'
import { BYTE_OPENERS, OPENERS } from '../../src/broker/methods.ts'
import { appOf, createAppPeers } from './apps.ts'

/** An app in this process that speaks the wire as it likes. */
async function createMallory() {
  await using opening = new AsyncDisposableStack()
  const peers = opening.use(await createAppPeers())
  const { peer, dir } = await peers.peer('alice')
  const cable = opening.use(createWire())
  const broker = createBroker({ stream: cable.right, app: appOf('evil'), peer, storageDir: dir.join('evil') })
  opening.defer(() => broker.close())
  const wire = new Wire(cable.left, { side: 'app' })
  opening.defer(() => wire.destroy())
  const open = opening.move()
  return { broker, wire, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

const codeOf = async (stream: WireStream) => {
  stream.resume()
  await waitFor(() => stream.destroyed)
  return (stream.errored as { code?: string } | null)?.code
}

test('a stream that is opened as one of the other kind is refused, whatever it is of', async () => {
  await using mallory = await createMallory()
  for (const method of OPENERS.keys()) {
    const stream = mallory.wire.open(method, {}, { items: BYTE_OPENERS.has(method) })
    expect(await codeOf(stream), method).toBe('ARGUMENT_INVALID')
  }
})

test('a link comes to an app that wants its events as bytes, and is nobody else’s failure', async () => {
  await using mallory = await createMallory()
  const { wire, broker } = mallory
  wire.open('app.events', {}).resume()
  await wire.request('checkpoint.load')
  broker.wake('pear://hello')
})
