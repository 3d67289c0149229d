// comice run . -- alice: everybody who runs this app is in one room. A line is a message, `/name bob` renames.
import { createInterface } from 'node:readline'
import { app, checkpoint, exit, sanitizeText, Store, Swarm, type SwarmConnection } from '@comice/runtime'

const KEY_BYTES = 32
const MAX_NAME_CHARS = 32
const MAX_TEXT_CHARS = 2000
const SHOWN_MESSAGES = 20

const store = new Store()
const swarm = new Swarm()

// What we say goes into a core of our own; others replicate it, so they also read what we said while they were away.
const said = store.get({ name: 'said', valueEncoding: 'json' })
const reading = new Set<string>()

await said.ready()
let name = nameOf(app.args[0] ?? (await checkpoint.load()))
await checkpoint.save(name)

// Not earlier: what is typed while nobody reads its lines would be lost.
const terminal = createInterface({
  input: process.stdin,
  prompt: '> ',
  ...(process.stdin.isTTY && { output: process.stdout }),
})

swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  meet(connection).catch((error: unknown) => show(`somebody was not understood: ${String(error)}`))
})
swarm.join(Buffer.alloc(KEY_BYTES, 'chat'))

show(`You are ${name}.`)
for await (const line of terminal) {
  if (line.startsWith('/name ')) await rename(line.slice('/name '.length))
  else if (line.trim() !== '') await said.append({ name, text: line.slice(0, MAX_TEXT_CHARS) })
  terminal.prompt()
}
await exit()

async function rename(wanted: string): Promise<void> {
  name = nameOf(wanted)
  await checkpoint.save(name)
  show(`You are ${name} now.`)
}

/** Both sides say the key of their core, then the cores replicate beside it. */
async function meet(connection: SwarmConnection): Promise<void> {
  await store.replicate(connection)
  connection.write(said.key)
  const key = await connection.readExactly(KEY_BYTES)
  if (key === null || reading.has(key.toString('hex'))) return
  reading.add(key.toString('hex'))
  const heard = store.get({ key, valueEncoding: 'json' })
  await heard.update()
  const start = Math.max(0, heard.length - SHOWN_MESSAGES)
  for await (const message of heard.createReadStream({ start, live: true })) showMessage(message)
}

/** Whatever a peer appended: it may be of any shape. */
function showMessage(message: unknown): void {
  if (typeof message !== 'object' || message === null) return
  const { name: from, text } = message as { name?: unknown; text?: unknown }
  if (typeof text === 'string') show(`${nameOf(from)}: ${sanitizeText(text.slice(0, MAX_TEXT_CHARS))}`)
}

function nameOf(wanted: unknown): string {
  const clean = typeof wanted === 'string' ? sanitizeText(wanted).trim().slice(0, MAX_NAME_CHARS) : ''
  return clean === '' ? 'somebody' : clean
}

/** Above the line that is being typed. */
function show(line: string): void {
  if (process.stdin.isTTY) process.stdout.write('\r\u001B[K')
  console.log(line)
  terminal.prompt(true)
}
