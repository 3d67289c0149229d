// comice run . -- give <name> < <file> (or `-- give`, to choose), and elsewhere `-- get <code>`: files for who has it
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { app, Drive, exit, files, isComiceError, Store, Swarm } from '@comice/runtime'
import { fetchFile, putFile } from './drop.ts'

const MAX_DROP_BYTES = 512 * 1024 * 1024

const store = new Store()
const swarm = new Swarm()
swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  store.replicate(connection).catch((error: unknown) => console.error(String(error)))
})

const [verb, word] = app.args
if (verb === 'give') await give(word)
else if (verb === 'get' && word !== undefined) await get(word)
else await explain()

/** Puts files into a new drive, and lets whoever has its key fetch them for as long as the app runs. */
async function give(name: string | undefined): Promise<void> {
  const drive = new Drive(store.namespace(new Date().toISOString()))
  // An app sees no files but its own: it gets what the shell pipes in, or copies of what its user picks.
  if (name !== undefined) console.log(await putFile(drive, path.basename(name), process.stdin))
  else
    for (const file of await pick())
      console.log(await putFile(drive, path.basename(file), createReadStream(file)))
  await meet(drive)
  console.log(`code: ${drive.id}`)
}

/** Fetches every file of a drive into a folder of the app. */
async function get(code: string): Promise<void> {
  const drive = new Drive(store, code)
  const change = drive.watch().next()
  await meet(drive)
  // An empty drive, and one of which nothing has come yet, are of version 1.
  if (drive.version <= 1) await change
  const folder = path.join(app.storage, 'got', code)
  await mkdir(folder, { recursive: true })
  let left = MAX_DROP_BYTES
  for await (const entry of drive.list()) {
    left -= entry.value.blob?.byteLength ?? 0
    if (left < 0) throw new Error(`there are more than ${MAX_DROP_BYTES} bytes`)
    console.log(await fetchFile(drive, entry, folder))
  }
  console.log(`all is in ${folder}`)
  await exit()
}

/** Takes part in the topic of those who have, or want, this drive. */
async function meet(drive: Drive): Promise<void> {
  await drive.ready()
  if (drive.discoveryKey !== null) await swarm.join(drive.discoveryKey).flushed()
}

async function pick(): Promise<string[]> {
  try {
    return await files.pick({ multiple: true })
  } catch (error) {
    // Where there is no window to choose in.
    if (isComiceError(error, 'UNAVAILABLE')) await explain()
    throw error
  }
}

async function explain(): Promise<never> {
  console.error('give <name> < <file> · give · get <code>')
  return exit(2)
}
