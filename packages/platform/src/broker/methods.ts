/** Everything that an app can call. A name that stands here is part of docs/protocol/broker.md. */
import { APP_CALLS, APP_OPENERS } from './serve-app.ts'
import { BASE_CALLS, BASE_OPENERS } from './serve-base.ts'
import { BEE_CALLS, BEE_OPENERS } from './serve-bee.ts'
import { CORE_CALLS, CORE_OPENERS } from './serve-core.ts'
import { DRIVE_CALLS, DRIVE_OPENERS } from './serve-drive.ts'
import { FILE_CALLS, FILE_OPENERS } from './serve-files.ts'
import { NET_CALLS, NET_OPENERS } from './serve-net.ts'
import { SWARM_CALLS, SWARM_OPENERS } from './serve-swarm.ts'
import { WORKER_OPENERS } from './serve-worker.ts'
import type { Call, Opener } from './session.ts'

/** Maps, so that no inherited name is a method. */
export const CALLS: ReadonlyMap<string, Call> = new Map([
  ...APP_CALLS,
  ...FILE_CALLS,
  ...NET_CALLS,
  ...SWARM_CALLS,
  ...CORE_CALLS,
  ...BEE_CALLS,
  ...DRIVE_CALLS,
  ...BASE_CALLS,
])

export const OPENERS: ReadonlyMap<string, Opener> = new Map([
  ...APP_OPENERS,
  ...FILE_OPENERS,
  ...NET_OPENERS,
  ...SWARM_OPENERS,
  ...CORE_OPENERS,
  ...BEE_OPENERS,
  ...DRIVE_OPENERS,
  ...BASE_OPENERS,
  ...WORKER_OPENERS,
])

/** Those that open a stream of bytes; the others are of values. */
export const BYTE_OPENERS: ReadonlySet<string> = new Set([
  ...['drive.read', 'drive.write', 'net.body', 'files.read', 'worker.start', 'worker.parent'],
])
