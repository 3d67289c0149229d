/** Looks at what usually goes wrong, and says in words what to do. */
import { z } from 'zod'
import { clockFinding } from '../doctor/clock-finding.ts'
import type { Finding } from '../doctor/finding.ts'
import { diskFinding, runtimeFinding, sandboxFinding } from '../doctor/machine-findings.ts'
import { connectionFinding, natFinding, networkFinding } from '../doctor/network-findings.ts'
import { connectedOffsets, peerFindings } from '../doctor/peer-findings.ts'
import { secretsFinding } from '../doctor/secrets-finding.ts'
import { localProcedure, procedure, router } from './trpc.ts'

export type { Finding } from '../doctor/finding.ts'

export const doctorRouter = router({
  run: procedure.query(async ({ ctx: { services } }): Promise<Finding[]> => {
    const network = services.peer.network.status()
    const nat = natFinding(network)
    return [
      runtimeFinding(),
      networkFinding(network),
      ...(nat === null ? [] : [nat]),
      connectionFinding(network),
      clockFinding(await connectedOffsets(services)),
      await diskFinding(services.profile.dir),
      secretsFinding(services.profile.unlocking),
      await sandboxFinding(),
    ]
  }),

  /** Another machine, by the name that it has here or its key, and the way there. */
  peer: localProcedure
    .input(z.object({ peer: z.string().min(1).max(128) }))
    .query(({ ctx: { services }, input }): Promise<Finding[]> => peerFindings(services, input.peer)),
})
