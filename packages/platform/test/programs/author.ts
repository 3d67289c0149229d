/**
 * Stages version after version of a folder into an app of its own, until it is killed; a JSON line before each, and one
 * when it is confirmed. argv: profile directory, folder.
 */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createAuthor } from '../../src/author/author.ts'
import { openAppDrive } from '../../src/release/app-drive.ts'

const FILES = 12
const BIG_BYTES = 600_000

const [dir, folder] = process.argv.slice(2)
if (dir === undefined || folder === undefined) throw new Error('usage: author <profile directory> <folder>')
const profile = await openProfile({ dir, waitMs: 10_000 })
const peer = await createPeer({ profile, network: { local: false, public: false } })
const author = createAuthor(peer)
const { key } = await author.touch({ name: 'killed' })

/** What the files of a version hold: a third of them changes from one to the next, and one is large. */
function filesOf(version: number): Map<string, string> {
  const files = new Map([
    ['package.json', JSON.stringify({ name: 'killed', version: `1.0.${version}` })],
    ['index.js', `// ${version}`],
    [
      'big.txt',
      createHash('sha256')
        .update(String(version))
        .digest('hex')
        .repeat(BIG_BYTES / 64),
    ],
  ])
  for (let at = 0; at < FILES; at++)
    files.set(`f${at}.txt`, `file ${at} of ${version - ((version + at) % 3)}`)
  return files
}

/** The version that the drive holds; the problem when it is not whole. */
async function found(): Promise<{ version: number; problem: string | null; contentBytes: number }> {
  await using app = await openAppDrive(peer, key)
  const contentBytes = (await app.drive.getBlobs()).core.byteLength
  const json = await app.drive.get('/package.json')
  if (json === null) {
    const isEmpty = (await app.drive.db.peek({})) === null
    return { version: -1, problem: isEmpty ? null : 'there is no package.json', contentBytes }
  }
  const { version: name } = JSON.parse(String(json)) as { version: string }
  const version = Number(name.split('.')[2])
  const wanted = filesOf(version)
  const names: string[] = []
  for await (const entry of app.drive.entries()) names.push(entry.key.slice(1))
  const isListed = names.length === wanted.size && names.every((path) => wanted.has(path))
  if (!isListed) return { version, problem: `it lists ${names.join(' ')}`, contentBytes }
  for (const [path, text] of wanted) {
    if (String(await app.drive.get(`/${path}`)) !== text) return { version, problem: path, contentBytes }
  }
  return { version, problem: null, contentBytes }
}

const state = await found()
console.log(JSON.stringify({ type: 'open', ...state }))
await mkdir(folder, { recursive: true })
for (let version = state.version + 1; ; version++) {
  for (const [path, text] of filesOf(version)) await writeFile(join(folder, path), text)
  console.log(JSON.stringify({ type: 'stages', version }))
  await author.stage(folder, { key })
  console.log(JSON.stringify({ type: 'staged', version }))
}
