// comice run . -- give <name> < <file> (or `-- give`, to choose), and elsewhere `-- get <code>`: files to whoever has it
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { app, Drive, type DriveEntry, exit, files, sanitizeText, Store, Swarm } from '@comice/runtime'

const MAX_DROP_BYTES = 512 * 1024 * 1024
const SAFE_NAME = /^(?!\.)[^\p{C}/\\:]{1,200}$/u

const store = new Store()
const swarm = new Swarm()
swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  store.replicate(connection).catch((error: unknown) => console.error(String(error)))
})

const [verb, word] = app.args
if (verb === 'give') await give(word)
else if (verb === 'get' && word !== undefined) await get(word)
else {
  console.error('give <name> < <file> · give · get <code>')
  await exit(2)
}

/** Puts files into a new drive, and lets whoever has its key fetch them for as long as the app runs. */
async function give(name: string | undefined): Promise<void> {
  const drive = new Drive(store.namespace(new Date().toISOString()))
  // An app sees no files but its own: it gets what the shell pipes in, or copies of what its user picks.
  if (name !== undefined) await put(drive, { name, contents: process.stdin })
  else
    for (const file of await files.pick({ multiple: true }))
      await put(drive, { name: path.basename(file), contents: createReadStream(file) })
  await join(drive)
  console.log(`code: ${drive.id}`)
}

async function put(
  drive: Drive,
  { name, contents }: { name: string; contents: NodeJS.ReadableStream },
): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(contents, hashing(hash), drive.createWriteStream(`/${name}`))
  console.log(`${hash.digest('hex')}  ${sanitizeText(name)}`)
}

/** Fetches every file of a drive into a folder of the app. */
async function get(code: string): Promise<void> {
  const drive = new Drive(store, code)
  await drive.ready()
  const change = drive.watch().next()
  await join(drive)
  if (drive.version === 0) await change
  const folder = path.join(app.storage, 'got', code)
  await mkdir(folder, { recursive: true })
  let left = MAX_DROP_BYTES
  for await (const entry of drive.list()) {
    left -= entry.value.blob?.byteLength ?? 0
    if (left < 0) throw new Error(`there are more than ${MAX_DROP_BYTES} bytes`)
    await fetchFile(drive, { entry, folder })
  }
  console.log(`all is in ${folder}`)
  await exit()
}

/**
 * The drive's key is the code, and every block is checked against it, so what comes is what was given, whoever sent
 * it. Names are checked here: the drive may hold any.
 */
async function fetchFile(
  drive: Drive,
  { entry: { key, value }, folder }: { entry: DriveEntry; folder: string },
): Promise<void> {
  const name = key.slice(1)
  if (value.blob === null || !SAFE_NAME.test(name)) return console.log(`left out: ${sanitizeText(key)}`)
  const hash = createHash('sha256')
  await pipeline(drive.createReadStream(key), hashing(hash), createWriteStream(path.join(folder, name)))
  console.log(`${hash.digest('hex')}  ${name}`)
}

function hashing(hash: Hash) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
}

/** Meets those who have, or want, this drive. */
async function join(drive: Drive): Promise<void> {
  await drive.ready()
  if (drive.discoveryKey !== null) await swarm.join(drive.discoveryKey).flushed()
}
