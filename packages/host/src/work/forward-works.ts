/** Ports of this machine or another one, for local programs: see `services/forwards.ts`. */
import type { ForwardCounts } from '@comice/remote'
import { z } from 'zod'
import { forwardAddress, forwardTarget } from '../services/kept-forward.ts'
import type { ForwardView, ForwardWish } from '../services/forwards.ts'
import type { ForwardNews } from '../services/running-forward.ts'
import { type Job, work } from './work.ts'

const common = {
  peer: z.string().min(1).max(128),
  timeoutMs: z.number().int().min(0).max(3_600_000).optional(),
  /** It goes on without the program that asked for it. */
  stays: z.boolean().optional(),
}
const forward = z.object({
  ...common,
  address: forwardAddress,
  bulk: z.boolean().optional(),
  /** Absent: a SOCKS5 proxy, where whoever connects says where to. */
  target: forwardTarget.optional(),
})
const reverse = z.object({ ...common, address: forwardTarget, target: forwardTarget })

export const forwardWorks = {
  /** Until the program leaves, or when it stays, until it listens. */
  'remote.forward': work<z.infer<typeof forward>, ForwardNews, ForwardCounts, ForwardView>(
    forward,
    ({ peer, timeoutMs, stays = false, address, bulk = false, target = null }, job) =>
      run({ peer, timeoutMs, stays, way: { kind: 'here', address, bulk, target } }, job),
  ),

  /** The same, or until the machine refuses it; while that is away, it is waited for. */
  'remote.reverse': work<z.infer<typeof reverse>, ForwardNews, ForwardCounts, ForwardView>(
    reverse,
    ({ peer, timeoutMs, stays = false, address, target }, job) =>
      run({ peer, timeoutMs, stays, way: { kind: 'there', address, target } }, job),
  ),
}

function run(wish: ForwardWish, job: Job<ForwardNews, ForwardCounts>): Promise<ForwardView> {
  const listener = { onnews: job.tell, oncounts: job.onprogress }
  return job.services.remote.forwards.run(wish, listener, job.signal)
}
