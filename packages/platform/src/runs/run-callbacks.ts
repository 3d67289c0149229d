import type { BrokerCallbacks } from '../broker/broker-contract.ts'
import type { Run } from './active-runs.ts'

/** What an app asks of its run. */
export function runCallbacks(run: Run): BrokerCallbacks {
  return {
    restart: ({ update }) => {
      run.wantsAgain = true
      run.wantsUpdate = update
      // The answer to this call leaves first; then its end is asked for, as anybody else would.
      void run.broker?.teardown()
    },
  }
}
