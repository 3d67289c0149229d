import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createPeer as createPlainPeer, tempDir, type TestDht } from '@comice/testkit'
import Hyperdrive from 'hyperdrive'
import { type AppDrive, createAppDrive } from '../../src/release/app-drive.ts'
import { appendRelease } from '../../src/release/append-release.ts'
import type { Release } from '../../src/release/release.ts'

/** The files of a small app that says `text`. */
export function appFiles(text: string, version = '1.0.0'): Record<string, string> {
  return {
    '/package.json': JSON.stringify({ name: 'pears', version, main: 'index.js', pear: { type: 'terminal' } }),
    '/index.js': `console.log(${JSON.stringify(text)})\n`,
  }
}

async function putAll(drive: Hyperdrive, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, contents] of Object.entries(files)) await drive.put(path, contents)
}

/** A program that knows hyperdrive and Pear's layout, and nothing of Comice. */
export async function createPlainAuthor(dht: TestDht) {
  const stack = new AsyncDisposableStack()
  const peer = stack.use(await createPlainPeer('alice', { dht }))
  const drive = new Hyperdrive(peer.store.session())
  await drive.ready()
  stack.defer(() => drive.close())
  await peer.swarm.join(drive.discoveryKey as Buffer, { server: true, client: false }).flushed()
  return {
    drive,
    link: `pear://${drive.id}`,
    stage: (files: Record<string, string | Uint8Array>) => putAll(drive, files),
    /** What Pear's `release` does. */
    release: () => drive.db.put('release', drive.core.length as never),
    close: () => stack.disposeAsync(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** An author with a peer of ours: releases are signed. */
export async function createAuthor(dht: TestDht, dir?: string) {
  const stack = new AsyncDisposableStack()
  const place = dir ?? stack.use(await tempDir('author')).path
  const profile = stack.use(await openProfile({ dir: place, waitMs: 10_000 }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  const app: AppDrive = stack.use(await createAppDrive(peer, 'pears'))
  const topic = peer.network.join(app.drive.discoveryKey as Uint8Array, { client: false })
  await topic.flushed()
  let now = 0
  const release = (version: string, options: { channel?: string; of?: Release; notes?: string } = {}) =>
    appendRelease(app, peer.identity, { channel: 'stable', version, now: ++now, ...options })
  const stage = (files: Record<string, string | Uint8Array>) => putAll(app.drive, files)
  return {
    ...{ peer, app, dir: place, link: `pear://${app.id}`, stage, release },
    /** Stages an app that says `text`, and releases it. */
    async publish(text: string, version: string, channel = 'stable'): Promise<Release> {
      await stage(appFiles(text, version))
      return release(version, { channel })
    },
    close: () => stack.disposeAsync(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
