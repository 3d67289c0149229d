/**
 * Somebody in a room, as a process: does what the lines on its stdin say and prints one JSON line for each, and one when the room
 * stops. argv: profile directory, ports of a DHT. `make-previous.ts` puts it and the packages of an earlier version into one file.
 *
 * | line | does |
 * |---|---|
 * | `create` | makes a room of what that version calls the newest format, and an invite |
 * | `join <invite> [ms]` | joins, waiting that long at most |
 * | `say <text>` | says something |
 * | `owner <member>` | gives that role |
 * | `look` | says what it sees |
 */
import { createInterface } from 'node:readline'
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createRooms, type Room } from '../../src/index.ts'

const [dir, ports = ''] = process.argv.slice(2)
if (dir === undefined) throw new Error('usage: guest <profile directory> <ports>')
const bootstrap = ports.split(',').map((port) => ({ host: '127.0.0.1', port: Number(port) }))
const profile = await openProfile({ dir, waitMs: 10_000 })
const peer = await createPeer({ profile, network: { bootstrap } })
const rooms = await createRooms(peer)

function tell(line: object): void {
  console.log(JSON.stringify(line))
}

function codeOf(error: unknown): string {
  return (error as { code?: string } | null)?.code ?? String(error)
}

async function enter(opened: Room): Promise<Room> {
  const look = () => {
    if (opened.state === 'failed') tell({ type: 'stopped', code: codeOf(opened.problem) })
  }
  opened.on('event', look)
  look()
  return opened
}

let room: Room | null = null

async function run(command: string, rest: string): Promise<object> {
  if (command === 'create') {
    room = await enter(await rooms.create({ name: 'garden', nickname: 'guest' }))
    return { invite: (await room.createInvite()).text, id: room.id }
  }
  if (command === 'join') {
    const [invite = '', timeoutMs = '30000'] = rest.split(' ')
    room = await enter(await rooms.join(invite, { nickname: 'guest', timeoutMs: Number(timeoutMs) }))
    return {}
  }
  if (room === null) throw new Error('in no room')
  switch (command) {
    case 'say':
      await room.say(rest)
      return {}
    case 'owner': {
      const member = (await room.members()).find(({ name }) => name === rest)
      await room.setRole(member?.id ?? '', 'owner')
      return {}
    }
    default: {
      const { messages } = await room.history()
      const { state, problem } = room
      return { state, problem: codeOf(problem), texts: messages.map(({ text }) => text) }
    }
  }
}

const [known] = await rooms.list()
if (known !== undefined) room = await enter(await rooms.open(known.id))
tell({ type: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', ...words] = line.split(' ')
  try {
    tell({ type: command, ...(await run(command, words.join(' '))) })
  } catch (error) {
    tell({ type: command, code: codeOf(error) })
  }
}
