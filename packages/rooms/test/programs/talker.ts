/** Says numbered messages in a room of its own, one JSON line for each that was confirmed, until it is killed. argv: profile directory. */
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createRooms } from '../../src/index.ts'

const [dir] = process.argv.slice(2)
if (dir === undefined) throw new Error('usage: talker <profile directory>')
const profile = await openProfile({ dir, waitMs: 10_000 })
const peer = await createPeer({ profile, network: { local: false, public: false } })
const rooms = await createRooms(peer)
const known = (await rooms.list()).length > 0
const room = known ? await rooms.open('diary') : await rooms.create({ name: 'diary', nickname: 'alice' })
const { messages } = await room.history({ limit: 500 })
console.log(JSON.stringify({ type: 'open', texts: messages.map(({ text }) => text) }))

let next = (messages.at(-1)?.seq ?? -1) + 1
const says = async () => {
  for (;;) {
    const text = `message ${next++}`
    await room.say(text)
    console.log(JSON.stringify({ type: 'said', text }))
  }
}
// Two at a time, so that kills meet batches too.
await Promise.all([says(), says()])
