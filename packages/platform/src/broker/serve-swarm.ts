/** What apps call of the swarm. */
import { AppSwarm } from './app-swarm.ts'
import type { Call, Opener } from './session.ts'

export const SWARM_OPENERS: [string, Opener][] = [
  [
    'swarm',
    async ({ run, session, stream }) => {
      await run.swarm.claim(session, stream)
      session.hold(stream, AppSwarm, run.swarm)
      stream.write({ publicKey: run.swarm.publicKey })
    },
  ],
]

export const SWARM_CALLS: [string, Call][] = [
  [
    'swarm.join',
    ({ session, params }) => {
      const swarm = session.held(params, AppSwarm)
      const options = { server: params.boolean('server', true), client: params.boolean('client', true) }
      return swarm.join(params.bytes('topic', 32), options)
    },
  ],
  ['swarm.leave', ({ session, params }) => session.held(params, AppSwarm).leave(params.integer('topic'))],
  [
    'swarm.leave-all',
    ({ session, params }) => session.held(params, AppSwarm).leaveAll(params.bytes('topic', 32)),
  ],
  [
    'swarm.flushed',
    ({ session, params }) => session.held(params, AppSwarm).topic(params.integer('topic')).flushed(),
  ],
  [
    'swarm.refresh',
    ({ session, params }) => session.held(params, AppSwarm).topic(params.integer('topic')).refresh(),
  ],
  ['swarm.flush', ({ session, params }) => session.held(params, AppSwarm).flushed()],
  [
    'swarm.join-peer',
    ({ session, params }) => session.held(params, AppSwarm).joinPeer(params.bytes('publicKey', 32)),
  ],
  [
    'swarm.leave-peer',
    ({ session, params }) => session.held(params, AppSwarm).leavePeer(params.bytes('publicKey', 32)),
  ],
  ['store.replicate', async ({ run, params }) => run.swarm.replicate(params.integer('connection'))],
]
