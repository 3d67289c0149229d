import type { Peer } from '@comice/core'
import type { BrokerCallbacks } from '../broker/broker-contract.ts'
import type { Run } from './active-runs.ts'
import { pickFiles } from './pick-files.ts'
import { createReleaseReader } from './release-reader.ts'
import type { RestartLimit } from './restart-limit.ts'
import { startWorker } from './worker-process.ts'

/** What an app asks of its run. */
export function runCallbacks(peer: Peer, run: Run, restarts: RestartLimit): BrokerCallbacks {
  return {
    spawn: (wish) => startWorker(run, run.workers, wish),
    pick: (wish) => pickFiles(run, wish),
    versions: createReleaseReader(peer, run.subject),
    restart: ({ update }) => {
      restarts.note(run.subject.face, performance.now())
      run.wantsAgain = true
      run.wantsUpdate = update
      // The answer to this call leaves first; then its end is asked for, as anybody else would.
      void run.broker?.teardown()
    },
  }
}
