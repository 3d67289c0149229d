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
export { isComiceError, sanitizeText, type SanitizeOptions } from '@comice/protocol'
export { type App, app, type GivenPath } from './app/app.ts'
export { Base, type BaseEvents, type BaseHandlers, type BaseHost, type BaseNode } from './base/base.ts'
export { ViewBee, ViewCore, ViewStore } from './base/base-view.ts'
export { Bee, type BeeEntry, type BeeOptions, type BeeRange, type BeeReadOptions } from './bee/bee.ts'
export { BeeBatch } from './bee/bee-batch.ts'
export { BROKER_VERSION } from './constants.ts'
export { type Checkpoint, checkpoint } from './checkpoint/checkpoint.ts'
export { Core, type CoreEvents, type CoreOptions, type CoreRange, type GetOptions } from './core/core.ts'
export { Drive, type DriveEntry, type PutOptions, type ReadRange } from './drive/drive.ts'
export { expose, type PageApi, type PageCall, type PageMethod } from './expose/expose.ts'
export { RuntimeErrors } from './errors.ts'
export type { Decoded, EncodingName, Writable } from './handle/encoding.ts'
export { type FetchOptions, fetch } from './net/fetch.ts'
export { type Files, files, type PickOptions } from './files/files.ts'
export { type Messages, messages } from './messages/messages.ts'
export { isApp } from './session/session.ts'
export { Store } from './store/store.ts'
export { type Discovery, type JoinOptions, type PeerInfo, Swarm, type SwarmEvents } from './swarm/swarm.ts'
export { SwarmConnection } from './swarm/swarm-connection.ts'
export { exit, teardown, type TeardownOptions } from './teardown/teardown.ts'
export {
  type AppVersion,
  type AvailableUpdate,
  type ReleasedVersion,
  restart,
  type Updates,
  updates,
  type Versions,
  versions,
} from './updates/updates.ts'
export { type Wakeup, wakeups } from './wakeups/wakeups.ts'
export {
  parent,
  type Remote,
  worker,
  type WorkerApi,
  type WorkerLink,
  type WorkerOptions,
} from './worker/worker.ts'
export type { WireObject, WireValue } from './wire/value.ts'
