/** Everything about apps on one peer: the author's side, the user's side, and the runs. */
import type { Peer } from '@comice/core'
import { type Author, createAuthor } from '../author/author.ts'
import { type Consents, openConsents } from '../consent/consent.ts'
import { openAppRecords } from '../install/app-records.ts'
import { createInstalls } from '../install/create-installs.ts'
import type { Installs } from '../install/install.ts'
import { createRuns } from '../runs/create-runs.ts'
import type { Runs } from '../runs/runs.ts'
import type { AppStorage } from '../storage/app-storage.ts'
import { createAppStorage } from '../storage/create-app-storage.ts'
import { createUpdates } from '../update/create-updates.ts'
import type { Updates } from '../update/update.ts'

export interface Platform extends AsyncDisposable {
  readonly author: Author
  readonly installs: Installs
  readonly updates: Updates
  readonly consents: Consents
  readonly storage: AppStorage
  readonly runs: Runs
  /** Ends the runs, then what follows drives. Idempotent. */
  close(): Promise<void>
}

/** Joins the parts on `peer`, follows the drives of the apps that are installed, and gives our own. It ends with the peer. */
export async function createPlatform(peer: Peer): Promise<Platform> {
  const records = await openAppRecords(peer.profile)
  const consents = await openConsents(peer.profile, peer.now)
  const updates = createUpdates(peer, records)
  const author = createAuthor(peer)
  const storage = await createAppStorage(peer, { records, runningVersions: (key) => runs.versionsOf(key) })
  const installs = createInstalls(peer, {
    records,
    isRunning: (key) => runs.isRunning(key),
    onopen: (key) => updates.follow(key),
    onremove: (key) => updates.unfollow(key),
  })
  const runs = createRuns(peer, { installs, consents, storage, updates })
  const close = async () => {
    await runs.close()
    await Promise.all([updates.close(), author.close()])
  }
  peer.beforeClose(close)
  await updates.followAll()
  await author.resume()
  return { author, installs, updates, consents, storage, runs, close, [Symbol.asyncDispose]: close }
}
