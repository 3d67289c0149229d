/** Meets everybody who runs this app, and keeps a log with them. Start it with a nickname: `comice run . -- alice` */
import { createInterface } from 'node:readline'
import { app, exit, Store, Swarm } from '@comice/runtime'
import { openSharedLog } from './shared-log.ts'

// Any 32 bytes. The same in another app is another topic, so nobody else's program turns up here.
const TOPIC = Buffer.alloc(32, 'everybody')

// Its lines are kept from here on: what is typed, or piped in, while the rest starts is not lost.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const log = await openSharedLog(new Store(), {
  nickname: app.args[0],
  onMet: (nickname) => console.log(`hello ${nickname}`),
  onEntry: ({ nickname, text }) => console.log(`${nickname}: ${text}`),
})

const swarm = new Swarm()
swarm.on('connection', (connection) => log.share(connection))
await swarm.join(TOPIC).flushed()
console.log(`you are ${log.nickname}; type something`)

for await (const line of lines) {
  if (line.trim() !== '') await log.add(line)
}
// Ctrl-D, or the end of a pipe. Without this the swarm keeps the app running.
await exit()
