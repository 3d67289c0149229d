/** Everything that an app can call. A name that stands here is part of docs/protocol/broker.md. */
import { BEE_CALLS, BEE_OPENERS } from './serve-bee.ts'
import { CORE_CALLS, CORE_OPENERS } from './serve-core.ts'
import { DRIVE_CALLS, DRIVE_OPENERS } from './serve-drive.ts'
import { SWARM_CALLS, SWARM_OPENERS } from './serve-swarm.ts'
import type { Call, Opener } from './session.ts'

/** Maps, so that no inherited name is a method. */
export const CALLS: ReadonlyMap<string, Call> = new Map([
  ...SWARM_CALLS,
  ...CORE_CALLS,
  ...BEE_CALLS,
  ...DRIVE_CALLS,
])

export const OPENERS: ReadonlyMap<string, Opener> = new Map([
  ...SWARM_OPENERS,
  ...CORE_OPENERS,
  ...BEE_OPENERS,
  ...DRIVE_OPENERS,
])
