/** The profile's node, kept alive for as long as a window may need it. */
import { access } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { subscribe } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import type { NodeStatus, WindowAddress } from '@comice/host'
import { displayOf } from '@comice/host/browser'
import { connectOrStart, findNode } from '@comice/host/launch'
import { resolveProfileDir } from '@comice/storage/paths'
import { NODE_CHECK_MS } from './constants.ts'
import { LauncherErrors } from './errors.ts'
import type { LauncherOptions } from './options.ts'

/** The built page; the same from `src/launcher` and from `dist/launcher`. */
export const PAGE_DIR = fileURLToPath(new URL('../../dist/window', import.meta.url))

export interface AttachedNode extends AsyncDisposable {
  readonly profileDir: string
  /** A new address, good for one window that opens within seconds. */
  newAddress(): Promise<WindowAddress>
  /** Rejects with NODE_STOPPED when the node goes away, resolves when this launcher lets go of it. */
  readonly detached: Promise<void>
}

/** @throws PAGE_MISSING and what connectOrStart throws */
export async function attachNode(options: LauncherOptions): Promise<AttachedNode> {
  await access(path.join(PAGE_DIR, 'index.html')).catch(() => {
    throw LauncherErrors.PAGE_MISSING({ dir: PAGE_DIR })
  })
  const { dir } = resolveProfileDir({ name: options.profile })
  const address = await connectOrStart({ dir, bootstrap: options.bootstrap })
  const client = createLocalClient(address)
  const letGo = new AbortController()
  void hold(client.api.status.watch, letGo.signal).catch(() => undefined)
  const detached = watchNode(dir, address.pid, letGo.signal)
  // Whoever holds the node looks at it; until then a rejection is no accident.
  detached.catch(() => undefined)
  return {
    profileDir: dir,
    newAddress: () =>
      client.api.window.open.mutate({
        staticDir: PAGE_DIR,
        ...(options.room === undefined ? {} : { room: options.room }),
        ...(options.link === undefined ? {} : { app: options.link }),
        // Windows of apps are opened by the node, which may have been started without a display.
        display: displayOf(process.env),
      }),
    detached,
    [Symbol.asyncDispose]: async () => {
      letGo.abort()
      await client.close()
    },
  }
}

type StatusWatch = Parameters<typeof subscribe<undefined, NodeStatus>>[0]

/** An open subscription is what the node counts as a client; it ends only here, because it reconnects by itself. */
async function hold(watch: StatusWatch, signal: AbortSignal): Promise<void> {
  for await (const _ of subscribe(watch, undefined, { signal })) continue
}

/** Looks now and then whether the very node that was attached still runs. @throws NODE_STOPPED */
async function watchNode(dir: string, pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(NODE_CHECK_MS, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
    const found = await findNode(dir).catch(() => null)
    if (found?.pid !== pid) throw LauncherErrors.NODE_STOPPED({})
  }
}
