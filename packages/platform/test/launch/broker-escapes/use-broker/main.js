// Asks the node for what belongs to others, and for more than its own share.
import { checkpoint, fetch, Store, Swarm } from '@comice/runtime'
import { answered, attempt, failure, target } from './attempt.js'

const store = new Store()
const garden = Buffer.alloc(32, 'garden')

async function read(key) {
  const core = store.get({ key })
  const block = await core.get(0, { wait: false })
  if (block === null) throw failure('NOTHING')
  return block
}

await attempt('another app’s core', () => read(target.otherCore))
await attempt('a core of the profile', () => read(target.profileCore))
await attempt('writing into another app’s core', () =>
  store.get({ key: target.otherCore }).append(Buffer.from('mine')),
)
const swarm = new Swarm()
await attempt('another app’s topic', async () => {
  const met = answered((resolve) => swarm.on('connection', resolve))
  met.catch(() => undefined)
  await swarm.join(garden).flushed()
  await met
  return answered((resolve) => swarm.on('connection', resolve))
})
await attempt('the local API by the node', () => fetch(`http://127.0.0.1:${target.tcpPort}/`))
await attempt('a file by the node', () => fetch('file:///etc/passwd'))
await attempt('a prototype in a value', () =>
  checkpoint.save(JSON.parse('{ "__proto__": { "polluted": true } }')),
)
await attempt('more disk than it may have', async () => {
  const core = store.get({ name: 'large' })
  for (;;) await core.append(Buffer.alloc(900_000, 'x'))
})
await attempt('more topics than it may have', async () => {
  for (let at = 0; ; at++) await swarm.join(Buffer.alloc(32, `topic ${at}`)).flushed()
})
await attempt('more handles than it may have', async () => {
  for (let at = 0; ; at++) await store.get({ name: `core ${at}` }).ready()
})
process.exit()
