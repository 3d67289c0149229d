/** Nodes as processes of their own, from sources, on a DHT of the test. */
import { fileURLToPath } from 'node:url'
import type { NodeApi } from '@comice/client'
import { createLocalClient, type NodeAddress } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { spawnPeer } from '@comice/testkit'

export interface NodeProcess extends AsyncDisposable {
  readonly dir: string
  readonly api: NodeApi
  readonly address: NodeAddress
  kill(): Promise<void>
}

/** `home` is its user's: what is received by a window goes below it, and programs in its `bin` come before all others. */
export async function startNode(
  name: string,
  dir: string,
  { bootstrap, home }: { readonly bootstrap: string; readonly home?: string },
): Promise<NodeProcess> {
  await using opening = new AsyncDisposableStack()
  const peer = opening.use(
    await spawnPeer({
      name,
      script: fileURLToPath(import.meta.resolve('@comice/host/node')),
      // It stays however long a test has to do with others: by itself it ends when nobody needed it for a minute.
      args: ['--dir', dir, '--bootstrap', bootstrap, '--idle-ms', '0'],
      execArgv: ['--conditions=@comice/source'],
      ...(home === undefined
        ? {}
        : {
            env: { HOME: home, PATH: `${home}/bin:${process.env['PATH'] ?? ''}`, XDG_CONFIG_HOME: undefined },
          }),
    }),
  )
  await peer.waitForJson((line: { ready?: boolean }) => line.ready === true, { timeoutMs: 60_000 })
  const address = await findNode(dir)
  if (address === null) throw new Error(`${name} has no address`)
  const client = opening.use(createLocalClient(address))
  const open = opening.move()
  return {
    dir,
    api: client.api,
    address,
    kill: async () => void (await peer.kill()),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
