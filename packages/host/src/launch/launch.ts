/**
 * Finds the node of a profile or starts it. Node builtins only, and on any Node ≥ 20: this is the path that every
 * command of the CLI takes. The node itself runs on the pinned Node 26.
 */
import type { IdentityAnswer, IdentityRequest } from '../identity/identity-request.ts'
import type { ApiAddress } from './api-address.ts'
import { findNode } from './find-node.ts'

export { MEMORY_ENVIRONMENT, MEMORY_FLAGS } from '../constants.ts'
export type { ApiAddress } from './api-address.ts'
export { findNode } from './find-node.ts'
export type { IdentityAnswer, IdentityRequest } from '../identity/identity-request.ts'
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
  /** Asked when a node is to be started for a profile that is locked. Without it, that fails. */
  readonly passphrase?: (() => Promise<string | undefined>) | undefined
  /** How long to wait for the node, in ms; not counting what a person types. */
  readonly timeoutMs?: number | undefined
}

/**
 * Attaches to the profile's node, starting it when none runs. Two programs that start it at once both get the one
 * that won the profile's lock.
 *
 * @throws PASSPHRASE_NEEDED, PASSPHRASE_WRONG, NODE_OTHER_VERSION, NODE_START_FAILED, NODE_START_TIMEOUT, NODE_RUNTIME_MISSING, or the error the node
 * itself ended with, such as PROFILE_NEWER
 */
export async function connectOrStart(options: LaunchOptions): Promise<ApiAddress> {
  const running = await findNode(options.dir)
  if (running !== null) return running

  // Loaded here, because most commands find a node.
  const { startAndAttach } = await import('./start-node.ts')
  return startAndAttach(options)
}

/** Has something done with the secrets of a profile, by a process of its own. @throws as runIdentityWork */
export async function doIdentityWork<Request extends IdentityRequest>(
  dir: string,
  request: Request,
  signal?: AbortSignal,
): Promise<IdentityAnswer[Request['action']]> {
  const { runIdentityWork } = await import('./run-identity-work.ts')
  return runIdentityWork(dir, request, signal)
}
