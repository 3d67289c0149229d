/**
 * A user's node that does what it is told, to be killed at any moment of it.
 *
 *     user.ts <profile> <host:port of the DHT> <link>
 *
 * Prints what it found on the disk, and what the app that is there says when it runs. Then each line of its input is
 * one thing to do: it prints when it begins with it, and when it is done. A number behind it is when the program kills
 * itself, in ms from that beginning. All it prints is JSON, one object a line.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { createPeer, parseHostPort } from '@comice/core'
import { openProfile } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import { damagedFiles, readCheckout } from '../../src/checkout/checkout-record.ts'
import { appPaths } from '../../src/install/app-paths.ts'
import { openAppRecords } from '../../src/install/app-records.ts'
import { createInstalls } from '../../src/install/create-installs.ts'
import { createAppStorage } from '../../src/storage/create-app-storage.ts'
import { createUpdates } from '../../src/update/create-updates.ts'
import { neededVersions } from '../../src/update/transitions.ts'
import { createOwnKiller } from './own-killer.ts'

const [dir = '', dht = '', link = ''] = process.argv.slice(2)
const say = (line: object) => console.log(JSON.stringify(line))
const killer = createOwnKiller()

const profile = await openProfile({ dir, waitMs: 20_000 })
const peer = await createPeer({ profile, network: { bootstrap: [parseHostPort(dht)] } })
const records = await openAppRecords(profile)
const updates = createUpdates(peer, records)
const installs = createInstalls(peer, { records, onremove: (key) => updates.unfollow(key) })
const storage = await createAppStorage(peer, { records })

/** What the program of a version says. */
async function runs(checkoutDir: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(checkoutDir, 'index.js')])
  return stdout.trim()
}

const JOBS: Readonly<Record<string, () => Promise<object>>> = {
  async fetch() {
    const { version, checkout } = await installs.open(link)
    await installs.reportStart(link, { version, outcome: 'started' })
    return { version: version.version, says: await runs(checkout.dir) }
  },
  async update() {
    const { key } = await installs.info(link)
    // A peer's news of what was just released may still be on its way.
    await waitFor(async () => (await updates.check(key)).kind === 'ready', { timeoutMs: 60_000 })
    return updates.state(key)
  },
  gc: () => storage.gc(),
  async remove() {
    await installs.remove(link)
    return {}
  },
}

for (const entry of await records.list()) {
  for (const version of neededVersions(entry)) {
    const checkout = await readCheckout(appPaths(dir, entry.key).versions, version)
    const damaged = checkout === null ? ['all of it'] : await damagedFiles(checkout)
    const isCurrent = version === entry.current
    const says = checkout !== null && isCurrent ? await runs(checkout.dir) : null
    say({ type: 'found', version: version.version, isCurrent, says, damaged })
  }
}
say({ type: 'ready' })

for await (const line of createInterface({ input: process.stdin })) {
  const [what = '', killedInMs] = line.split(' ')
  const job = JOBS[what]
  if (job === undefined) throw new Error(`${what} is nothing that can be done`)
  say({ type: 'does', what })
  const startedAt = performance.now()
  if (killedInMs !== undefined) killer.killIn(Number(killedInMs))
  const result = await job()
  say({ type: 'did', what, ms: performance.now() - startedAt, result })
}
