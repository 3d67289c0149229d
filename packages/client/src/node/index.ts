/**
 * @packageDocumentation
 * The client of a local program, such as a bot: attaches to a profile's node, starting it when needed.
 *
 * ```ts
 * import { connectOrStart } from '@comice/host/launch'
 * import { createLocalClient } from '@comice/client/node'
 *
 * await using client = createLocalClient(await connectOrStart({ dir: process.env.COMICE_DIR ?? '.comice/bot' }))
 * console.log(await client.api.rooms.list.query())
 * ```
 */
export { createLocalClient } from './local-client.ts'
export type { NodeAddress } from './node-address.ts'
export { runWork, type WorkEvent, type WorkOptions } from './run-work.ts'
export { upgradeSocket, type UpgradeRequest } from './upgrade-socket.ts'
