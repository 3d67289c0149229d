/** Confirms some appends and says so; told to go on, writes more that nobody waits for, and says that too. */
import { once } from 'node:events'
import { openProfile } from '@comice/storage'

const profile = await openProfile({ dir: process.argv[2] })
const core = profile.store.get({ name: 'log' })
await core.ready()
for (let i = 0; i < 10; i++) await core.append(block(core.length))
process.stdout.write(`${JSON.stringify({ length: core.length })}\n`)
await once(process.stdin, 'data')

const rest = Array.from({ length: 20 }, (_, i) => block(core.length + i))
const started = profile.stats.batches
core.append(rest).catch(() => undefined)
while (profile.stats.batches === started) await new Promise((resolve) => setImmediate(resolve))
process.stdout.write('unconfirmed\n')

function block(index: number): Buffer {
  const bytes = Buffer.alloc(200 + ((index * 37) % 3_000), index)
  bytes.writeUInt32LE(index, 0)
  return bytes
}
