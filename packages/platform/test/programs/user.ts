/**
 * A user's node that fetches, updates and collects garbage without end, to be killed at any moment of it.
 *
 *     user.ts <profile> <host:port of the DHT> <link>
 *
 * Prints what it found on the disk, then each thing that it is about to do, as lines of JSON.
 */
import { createPeer, parseHostPort } from '@comice/core'
import { openProfile } from '@comice/storage'
import { readCheckout, damagedFiles } from '../../src/checkout/checkout-record.ts'
import { appPaths } from '../../src/install/app-paths.ts'
import { openAppRecords } from '../../src/install/app-records.ts'
import { createInstalls } from '../../src/install/create-installs.ts'
import { createAppStorage } from '../../src/storage/create-app-storage.ts'
import { createUpdates } from '../../src/update/create-updates.ts'
import { neededVersions } from '../../src/update/transitions.ts'

const [dir = '', dht = '', link = ''] = process.argv.slice(2)
const say = (line: object) => console.log(JSON.stringify(line))

const profile = await openProfile({ dir, waitMs: 20_000 })
const peer = await createPeer({ profile, network: { bootstrap: [parseHostPort(dht)] } })
const records = await openAppRecords(profile)
const updates = createUpdates(peer, records)
const installs = createInstalls(peer, { records, onremove: (key) => updates.unfollow(key) })
const storage = await createAppStorage(peer, { records })

for (const entry of await records.list()) {
  for (const version of neededVersions(entry)) {
    const checkout = await readCheckout(appPaths(dir, entry.key).versions, version)
    const damaged = checkout === null ? ['all of it'] : await damagedFiles(checkout)
    say({ type: 'found', version: version.version, damaged })
  }
}
say({ type: 'ready' })

for (let round = 0; ; round++) {
  say({ type: 'does', what: 'fetch' })
  const { version, app } = await installs.open(link)
  await installs.reportStart(link, { version, outcome: 'started' })
  say({ type: 'has', version: version.version })
  say({ type: 'does', what: 'update' })
  await updates.check(app.key)
  say({ type: 'does', what: 'gc' })
  await storage.gc()
  if (round % 4 === 3) {
    say({ type: 'does', what: 'remove' })
    await installs.remove(link)
  }
}
