/**
 * Finds the node of a profile or starts it. Node builtins only, and on any Node ≥ 20: this is the path that every
 * command of the CLI takes. The node itself runs on the pinned Node 26.
 */
import type { ApiAddress } from './api-address.ts'
import { findNode } from './find-node.ts'

export type { ApiAddress } from './api-address.ts'
export { findNode } from './find-node.ts'
export { nodeRuntime } from './node-runtime.ts'

export interface LaunchOptions {
  /** Folder of the profile. */
  readonly dir: string
  /** DHT nodes as host:port; only these are used then. */
  readonly bootstrap?: readonly string[] | undefined
  /**
   * UDP port of a DHT on this machine that the nodes with the same port host for each other; the next port is taken
   * too. Only that one is used then: no LAN, no internet.
   */
  readonly localPort?: number | undefined
  /** How long to wait for the node, in ms. */
  readonly timeoutMs?: number | undefined
}

/**
 * Attaches to the profile's node, starting it when none runs. Two programs that start it at once both get the one
 * that won the profile's lock.
 *
 * @throws NODE_OTHER_VERSION, NODE_START_FAILED, NODE_START_TIMEOUT, NODE_RUNTIME_MISSING, or the error the node
 * itself ended with, such as PROFILE_NEWER
 */
export async function connectOrStart(options: LaunchOptions): Promise<ApiAddress> {
  const running = await findNode(options.dir)
  if (running !== null) return running

  // Loaded here, because most commands find a node.
  const { startAndAttach } = await import('./start-node.ts')
  return startAndAttach(options)
}
