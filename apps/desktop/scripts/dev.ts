/**
 * The window with hot reload, against a live node of a profile that is only for this: .comice/dev in the checkout, or
 * the folder given as the argument.
 */
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createLocalClient } from '@comice/client/node'
import { connectOrStart } from '@comice/host/launch'
import { createServer } from 'vite'

const dir = process.argv[2] ?? path.join(import.meta.dirname, '../../../.comice/dev')

const address = await connectOrStart({ dir })
const client = createLocalClient(address)
const server = await createServer({
  configFile: path.join(import.meta.dirname, '../vite.config.ts'),
  server: { host: '127.0.0.1', strictPort: false },
})
await server.listen()
const origin = server.resolvedUrls?.local[0]
if (origin === undefined) throw new Error('the development server has no address')

// Keeps the node: without a client and a duty it stops by itself.
const attached = client.api.status.watch.subscribe(undefined, { onData: () => undefined })

async function printAddress(): Promise<void> {
  const { url } = await client.api.window.open.mutate({ origin: String(origin) })
  console.log(`\n  ${url}\n\n  It opens one window, within 30 seconds. Enter prints another, Ctrl-C ends.`)
}

const lines = createInterface({ input: process.stdin })
lines.on('line', () => void printAddress())

async function stop(): Promise<void> {
  lines.close()
  attached.unsubscribe()
  await server.close()
  await client.close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

await printAddress()
