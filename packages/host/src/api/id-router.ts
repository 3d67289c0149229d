/** Who this profile is. */
import { encodeKey } from '@comice/protocol'
import { procedure, router } from './trpc.ts'

/** Public keys as z32. The phrase is not part of the API: it never leaves the profile this way. */
export interface IdentityView {
  readonly identity: string
  readonly device: string
  readonly profile: string
}

export const idRouter = router({
  show: procedure.query(({ ctx }): IdentityView => {
    const { peer, profile } = ctx.services
    return {
      identity: encodeKey(peer.identity.publicKey),
      device: encodeKey(peer.identity.device.publicKey),
      profile: profile.name,
    }
  }),
})
