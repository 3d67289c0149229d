/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Keeps data available while everybody is away, on a machine that cannot read it. `createKeep` serves, `createKeeper`
 * asks. On the wire it is blind-peer's protocol, with one question before it that gives refusals a name.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createKeep } from '@comice/keep'
 * import { decodeKey } from '@comice/protocol'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/seeder' })
 * await using peer = await createPeer({ profile })
 * await using keep = await createKeep(peer, { allow: [decodeKey(process.argv[2] ?? '')] })
 * console.log('keeping', keep.stats().cores, 'cores')
 * ```
 *
 * @packageDocumentation
 */
export { KeepErrors } from './errors.ts'
export { type AllowedClients, KEEP_CAPABILITY } from './keep/client-list.ts'
export { createKeep, type Keep, type KeepOptions, type KeepStats } from './keep/keep.ts'
export type { KeepCore, KeepProgress, KeepSource } from './keeper/keep-source.ts'
export { createKeeper, type Keeper } from './keeper/keeper.ts'
export type { Keeping, KeepingEvents, WhenHeldOptions } from './keeper/keeping.ts'
