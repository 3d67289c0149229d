import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDht, type TestDht } from '@comice/testkit'
import { startTestApp, type TestApp } from './test-app.ts'

export interface StartAppsOptions<Name extends string> {
  /** Who runs the app. Each name once. */
  readonly peers: readonly Name[]
  /** What stands behind `--` on each one's command line. Default: nothing. */
  readonly args?: (name: Name) => readonly string[]
  /** The path of the link that the app is opened by. Default: `/`. */
  readonly path?: string
}

/** The apps by the names of those who run them, and what they share. All of it ends with the scope. */
export type TestApps<Name extends string> = Readonly<Record<Name, TestApp>> &
  AsyncDisposable & { readonly dht: TestDht; readonly all: readonly TestApp[] }

/**
 * Starts the app in a folder for several people.
 *
 * @throws PROJECT_INVALID, DEPENDENCY_MISSING, PERMISSIONS_INVALID, APP_MAIN_INVALID, NOT_CONFINED
 */
export async function startApps<const Name extends string>(
  dir: string | URL,
  { peers, args = () => [], path = '/' }: StartAppsOptions<Name>,
): Promise<TestApps<Name>> {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const folder = resolve(dir instanceof URL ? fileURLToPath(dir) : dir)
  const start = (name: Name) => startTestApp({ name, dir: folder, args: args(name), path, dht }, stack)
  // All of them, before one failure ends what the others are still opening.
  const all = (await Promise.allSettled(peers.map(start))).map((started) => {
    if (started.status === 'rejected') throw started.reason
    return started.value
  })
  const byName = Object.fromEntries(all.map((app) => [app.name, app])) as Record<Name, TestApp>
  const ending = stack.move()
  return { ...byName, dht, all, [Symbol.asyncDispose]: () => ending.disposeAsync() }
}
