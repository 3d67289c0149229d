/**
 * What an app imports that runs on Comice: itself, updates, workers and the peer-to-peer parts, typed.
 *
 * ```ts
 * import { app, Store, Swarm } from '@comice/runtime'
 *
 * const store = new Store()
 * const swarm = new Swarm()
 * swarm.on('connection', (connection) => void store.replicate(connection))
 * swarm.join(Buffer.alloc(32, 'garden'))
 *
 * const diary = store.get({ name: 'diary', valueEncoding: 'utf-8' })
 * await diary.append(`${app.name} was here`)
 * ```
 *
 * @packageDocumentation
 */
export { type App, app } from './app/app.ts'
export { Bee, type BeeEntry, type BeeOptions, type BeeRange, type BeeReadOptions } from './bee/bee.ts'
export { BeeBatch } from './bee/bee-batch.ts'
export { BROKER_VERSION } from './constants.ts'
export { Core, type CoreEvents, type CoreOptions, type CoreRange, type GetOptions } from './core/core.ts'
export { Drive, type DriveEntry, type PutOptions, type ReadRange } from './drive/drive.ts'
export { RuntimeErrors } from './errors.ts'
export type { Decoded, EncodingName, Writable } from './handle/encoding.ts'
export { isApp } from './session/session.ts'
export { Store } from './store/store.ts'
export { type Discovery, type JoinOptions, type PeerInfo, Swarm, type SwarmEvents } from './swarm/swarm.ts'
export { SwarmConnection } from './swarm/swarm-connection.ts'
