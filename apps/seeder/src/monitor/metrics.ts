import type { Keep, KeepStats } from '@comice/keep'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

const GAUGES: readonly { name: string; help: string; of: (stats: KeepStats) => number }[] = [
  { name: 'cores', help: 'Cores that are kept.', of: ({ cores }) => cores },
  { name: 'bytes', help: 'Bytes of the blocks that are kept.', of: ({ bytes }) => bytes },
  { name: 'max_bytes', help: 'Bytes above which requests are refused.', of: ({ maxBytes }) => maxBytes },
  { name: 'max_cores', help: 'Cores above which requests are refused.', of: ({ maxCores }) => maxCores },
  { name: 'full', help: '1 when requests are refused because of these.', of: ({ isFull }) => Number(isFull) },
  { name: 'peers', help: 'Connections now, of readers too.', of: ({ peers }) => peers },
  { name: 'requests_total', help: 'Requests to keep since the start.', of: ({ requests }) => requests },
  { name: 'refusals_total', help: 'Requests that were refused.', of: ({ refusals }) => refusals },
  {
    name: 'activations_total',
    help: 'Cores that were opened for a client.',
    of: ({ activations }) => activations,
  },
  { name: 'wakeups_total', help: 'Times a peer asked for news of a room.', of: ({ wakeups }) => wakeups },
]

/** Everything /metrics shows: the keep's numbers as `comice_seeder_…`, and the process' own. */
export function createMetrics(keep: Keep): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const { name, help, of } of GAUGES) {
    new Gauge({
      name: `comice_seeder_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(of(keep.stats()))
      },
    })
  }
  return registry
}
