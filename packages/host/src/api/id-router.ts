/** Who this profile is. */
import type { Home } from '@comice/home'
import { encodeKey, isComiceError } from '@comice/protocol'
import type { OwnDevices } from '../services/own-devices.ts'
import { localProcedure, procedure, router } from './trpc.ts'

/** Public keys as z32. The phrase is not part of the API: it never leaves the profile this way. */
export interface IdentityView {
  readonly identity: string
  readonly device: string
  readonly profile: string
}

/** Another device on its way: first the code that it needs, then its key, z32. */
export type LinkState = { readonly code: string } | { readonly device: string }

export const idRouter = router({
  /** Links one device; ends when it is there. Not for windows: a page could take a device along. */
  link: localProcedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<LinkState> {
    const { offerLink } = await import('@comice/core/link')
    const home = await homeOf(ctx.services.devices)
    await using offer = offerLink(ctx.services.peer, {
      welcome: async (deviceKey, proof) => {
        await home?.welcome(deviceKey, proof)
        return home?.keysForDevice() ?? null
      },
    })
    await offer.announced()
    yield { code: offer.code }
    const gone = new Promise<null>((resolve) => {
      signal?.addEventListener('abort', () => resolve(null), { once: true })
    })
    const device = await Promise.race([offer.done, gone])
    if (device !== null) yield { device: encodeKey(device) }
  }),
  show: procedure.query(({ ctx }): IdentityView => {
    const { peer, profile } = ctx.services
    return {
      identity: encodeKey(peer.identity.publicKey),
      device: encodeKey(peer.identity.device.publicKey),
      profile: profile.name,
    }
  }),
})

/** Null on a device that was linked before there were homes: it can link others, which have no home either. */
async function homeOf(devices: OwnDevices): Promise<Home | null> {
  try {
    return await devices.open()
  } catch (error) {
    if (isComiceError(error) && error.code === 'HOME_MISSING') return null
    throw error
  }
}
