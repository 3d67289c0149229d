/** People whose nodes, windows and seeder are the built programs, each a process of its own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { NodeApi } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { readLock } from '@comice/storage/paths'
import { spawnPeer, type SpawnedPeer, tempDir, waitFor } from '@comice/testkit'
import { endProcessesBelow, isRunning } from './processes.ts'

/** Resolves to what is built: only programs that run from sources have another condition. */
const { resolve } = createRequire(import.meta.url)

const START_TIMEOUT_MS = 60_000

export interface Household extends AsyncDisposable {
  /** Folder of all profiles. */
  readonly home: string
  /** Starts the person's node. */
  startNode(name: string): Promise<NodeProcess>
  /** Starts the person's window, and the node when it does not run; gives the address that it prints. */
  openWindow(name: string, args?: readonly string[]): Promise<WindowProcess>
  /** Starts a seeder that keeps what that device asks it to. */
  startSeeder(owner: string): Promise<{ key: string; dir: string; stop(): Promise<unknown> }>
  /** Ends the person's node and waits until it is gone. */
  endNode(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface NodeProcess extends AsyncDisposable {
  readonly api: NodeApi
}

export interface WindowProcess {
  readonly url: string
  readonly launcher: SpawnedPeer
}

/** Disposing ends whatever still runs, and removes everything. */
export async function openHousehold(): Promise<Household> {
  await using opening = new AsyncDisposableStack()
  const dir = opening.use(await tempDir('people'))
  opening.defer(() => endProcessesBelow(dir.path))
  const env = { COMICE_HOME: dir.path, DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  const spawned = async (name: string, script: string, args: readonly string[]) => {
    const peer = await spawnPeer({ name, script, args, env, cwd: dir.path })
    opened.use(peer)
    peer.endInput()
    return peer
  }
  const opened = opening.move()
  return {
    home: dir.path,
    startNode: async (name) => {
      // It stays, however long a scene has to do with others.
      const args = ['--dir', dir.join(name), '--idle-ms', '0']
      const node = await spawned(name, resolve('@comice/host/node'), args)
      await node.waitForJson<{ ready?: boolean }>(({ ready }) => ready === true, {
        timeoutMs: START_TIMEOUT_MS,
      })
      const address = await findNode(dir.join(name))
      if (address === null) throw new Error(`${name} has no address`)
      const client = createLocalClient(address)
      return { api: client.api, [Symbol.asyncDispose]: () => client.close() }
    },
    openWindow: async (name, args = []) => {
      const all = ['--profile', name, '--print', ...args]
      const launcher = await spawned(`${name}’s window`, resolve('@comice/desktop/bin'), all)
      const url = await launcher.waitForLine(/^http:/, { timeoutMs: START_TIMEOUT_MS })
      return { url, launcher }
    },
    startSeeder: async (owner) => {
      const folder = dir.join('seeder')
      await mkdir(folder)
      const config = join(folder, 'seeder.toml')
      await writeFile(config, `dir = "${join(folder, 'profile')}"\nallow = ["${owner}"]\nport = 0\n`)
      const args = ['--config', config, '--json']
      const seeder = await spawned('seeder', resolve('@comice/seeder/bin'), args)
      const { key } = await seeder.waitForJson<{ key: string }>(({ key: found }) => Boolean(found), {
        timeoutMs: START_TIMEOUT_MS,
      })
      return { key, dir: dirname(config), stop: () => seeder.stop() }
    },
    endNode: async (name, signal) => {
      const owner = await readLock(dir.join(name))
      if (owner === null) throw new Error(`${name} has no node`)
      process.kill(owner.pid, signal)
      await waitFor(() => !isRunning(owner.pid), { describe: `${name}'s node to end by ${signal}` })
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
