/** Alice and bob: a process each, on a DHT of the test, and a browser for their windows. */
import path from 'node:path'
import { createTestDht, tempDir, type TempDir, type TestDht } from '@comice/testkit'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { type NodeProcess, startNode } from './node-process.ts'

export interface TwoPeople extends AsyncDisposable {
  readonly alice: NodeProcess
  readonly bob: NodeProcess
  readonly browser: Browser
  /** Below it `home-of-alice` and `home-of-bob` are their users' folders. */
  readonly dir: TempDir
  readonly dht: TestDht
  /** DHT nodes as host:port. */
  readonly bootstrap: string
}

export async function createTwoPeople(): Promise<TwoPeople> {
  await using opening = new AsyncDisposableStack()
  const dir = opening.use(await tempDir('desktop'))
  const dht = opening.use(await createTestDht())
  const nodeOf = (name: string) => ({ bootstrap: dht.address, home: path.join(dir.path, `home-of-${name}`) })
  const [alice, bob, browser] = await Promise.all([
    startNode('alice', path.join(dir.path, 'alice'), nodeOf('alice')),
    startNode('bob', path.join(dir.path, 'bob'), nodeOf('bob')),
    launchBrowser(),
  ])
  for (const part of [alice, bob]) opening.use(part)
  opening.defer(() => browser.close())
  const open = opening.move()
  return {
    alice,
    bob,
    browser,
    dir,
    dht,
    bootstrap: dht.address,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
