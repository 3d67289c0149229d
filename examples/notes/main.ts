// comice run . (or with `-- <key>`, to join): notes of several people. add <text> · edit <number> <text> · list
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createInterface } from 'node:readline'
import {
  app,
  Base,
  checkpoint,
  exit,
  sanitizeText,
  Store,
  Swarm,
  type SwarmConnection,
} from '@comice/runtime'
import { applyNotes, openNotes } from './notes-view.ts'

const KEY_BYTES = 32

const store = new Store()
const swarm = new Swarm()

// Without a key they are the notes of last time, or new ones of our own.
const wanted = app.args[0] ?? (await checkpoint.load())
const base = new Base(store, typeof wanted === 'string' ? wanted : null, {
  open: openNotes,
  apply: applyNotes,
})
await Promise.all([base.ready(), swarm.ready()])
await checkpoint.save(base.id)

let shown: { ids: string[]; text: string } = { ids: [], text: '' }
base.on('update', () => void list())
base.on('writable', (writable) => console.log(writable ? 'you may write' : 'you may only read'))
base.on('error', (error) => console.log(`refused: ${sanitizeText(error.message)}`))
swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  meet(connection).catch((error: unknown) => console.log(`somebody was not let in: ${String(error)}`))
})
swarm.join(bytes(base.discoveryKey))

console.log(`key: ${base.id}`)
await list({ again: true })
for await (const line of createInterface({ input: process.stdin })) {
  const [, command, rest = ''] = /^\s*(\w+)\s*(.*)$/u.exec(line) ?? []
  if (command === 'add') await write(`${new Date().toISOString()} ${randomUUID()}`, rest)
  else if (command === 'edit') await edit(rest)
  else if (command === 'list') await list({ again: true })
  else console.log('add <text> · edit <number> <text> · list')
}
await exit()

async function edit(rest: string): Promise<void> {
  const [, number, text = ''] = /^(\d+)\s+(.*)$/u.exec(rest) ?? []
  const note = shown.ids[Number(number) - 1]
  if (note === undefined) console.log('there is no such note')
  else await write(note, text)
}

async function write(note: string, text: string): Promise<void> {
  if (!base.writable) return console.log('you may not write yet: nobody has let you in')
  await base.append({ type: 'write', note, text })
  await list()
}

/** Prints the notes when they are others than before. */
async function list({ again = false } = {}): Promise<void> {
  const ids: string[] = []
  let text = ''
  for await (const { key, value } of base.view.notes.createReadStream())
    text += `${ids.push(key)}. ${sanitizeText(String(value))}\n`
  if (text === shown.text && !again) return
  shown = { ids, text }
  console.log(text === '' ? 'no notes yet' : text.trimEnd())
}

/** Each side names the core that it writes, and proves that it knows the key: whoever knows it is let in. */
async function meet(connection: SwarmConnection): Promise<void> {
  await store.replicate(connection)
  connection.write(Buffer.concat([bytes(base.local?.key), proofOf(swarm.publicKey)]))
  const [writer, proof] = [await connection.readExactly(KEY_BYTES), await connection.readExactly(KEY_BYTES)]
  if (writer === null || proof === null) return
  if (!timingSafeEqual(proof, proofOf(connection.remotePublicKey)))
    throw new Error('it does not know the key')
  const id = writer.toString('hex')
  const isIn = (await base.view.writers.get(id)) !== null
  if (base.writable && !isIn) await base.append({ type: 'admit', writer: id })
}

function proofOf(publicKey: Uint8Array | null): Buffer {
  return createHmac('sha256', bytes(base.key)).update(bytes(publicKey)).digest()
}

/** What is there because everything is ready. */
function bytes(value: Uint8Array | null | undefined): Uint8Array {
  if (value === null || value === undefined) throw new Error('used before it is ready')
  return value
}
