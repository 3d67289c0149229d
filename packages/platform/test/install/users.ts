import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { tempDir, type TestDht } from '@comice/testkit'
import { openAppRecords } from '../../src/install/app-records.ts'
import { createInstalls, type InstallsOptions } from '../../src/install/create-installs.ts'
import type { OpenedApp } from '../../src/install/install.ts'
import { removeTree } from '../../src/checkout/remove-tree.ts'

/** A user with installed apps; `dht: null` has no network. */
export async function createUser(dht: TestDht | null, options: InstallsOptions & { dir?: string } = {}) {
  const stack = new AsyncDisposableStack()
  const place = options.dir ?? stack.use(await tempDir('user')).path
  if (options.dir === undefined) stack.defer(async () => void (await removeTree(join(place, 'apps'))))
  const profile = stack.use(await openProfile({ dir: place, waitMs: 10_000 }))
  const network = dht === null ? { local: false, public: false } : { bootstrap: [...dht.bootstrap] }
  const peer = stack.use(await createPeer({ profile, network }))
  const records = await openAppRecords(profile)
  const installs = createInstalls(peer, { records, ...options })
  const close = () => stack.disposeAsync()
  return { peer, records, installs, dir: place, close, [Symbol.asyncDispose]: close }
}

/** What the program of an opened app says. */
export async function textOf({ checkout }: Pick<OpenedApp, 'checkout'>): Promise<string> {
  const program = await readFile(join(checkout.dir, 'index.js'), 'utf8')
  return JSON.parse(/^console\.log\((.*)\)/u.exec(program)![1]!) as string
}
