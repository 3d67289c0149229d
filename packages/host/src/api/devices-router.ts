/** The devices of this person. */
import type { Home, HomeDeviceView } from '@comice/home'
import { decodeKey, encodeKey, homeText } from '@comice/protocol'
import { z } from 'zod'
import { HOME_SEEDER_PREFIX } from '../services/own-devices.ts'
import type { KeepState } from '../services/room-keeper.ts'
import { localProcedure, procedure, router } from './trpc.ts'

/** A device, its key as z32. */
export type DeviceView = Omit<HomeDeviceView, 'deviceKey'>

export interface DevicesView {
  /** As `Home.state`. */
  readonly state: Home['state']
  /** Whether the 24 words alone lead to these devices: false on a recovered one that has not found the others. */
  readonly isAnchored: boolean
  readonly devices: readonly DeviceView[]
}

/** A device that is none of this person's any more. */
export interface RevokedView {
  readonly device: DeviceView
  /** Rooms that it could not be put out of, and why. */
  readonly stillIn: readonly { readonly id: string; readonly name: string; readonly reason: string }[]
}

const deviceRef = z.string().min(1).max(128)
const name = z.string().min(1).max(256)
const timeoutMs = z.number().int().min(1).max(3_600_000)

export const devicesRouter = router({
  list: procedure.query(async ({ ctx }): Promise<DevicesView> => {
    const home = await ctx.services.devices.open()
    return { state: home.state, isAnchored: home.isAnchored, devices: home.devices().map(deviceView) }
  }),

  rename: procedure.input(z.object({ name })).mutation(async ({ ctx, input }) => {
    await (await ctx.services.devices.member()).rename(input.name)
  }),

  /** Not for windows: a page could put out the device that would notice. */
  revoke: localProcedure
    .input(z.object({ device: deviceRef }))
    .mutation(async ({ ctx, input }): Promise<RevokedView> => {
      const { devices } = ctx.services
      const device = (await devices.member()).find(input.device)
      const problems = await devices.revoke(device.deviceKey)
      const stillIn = problems.map(({ room, name, error }) => ({ id: room, name, reason: error.message }))
      return { device: deviceView({ ...device, isRevoked: true }), stillIn }
    }),

  /** Has the home kept by a seeder, from all devices; ends when the seeder holds what this one has. */
  keep: localProcedure
    .input(z.object({ seeder: deviceRef, timeoutMs: timeoutMs.optional() }))
    .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<KeepState> {
      const { devices, keeper } = ctx.services
      const { seeder, timeoutMs } = input
      const home = await devices.member()
      const id = encodeKey(decodeKey(seeder))
      await home.put([{ key: `${HOME_SEEDER_PREFIX}${id}`, value: homeText.encode({ text: '' }) }])
      const ending = signal ?? new AbortController().signal
      yield* keeper.keepSource(home.source, { seeder: id, signal: ending, timeoutMs })
    }),
})

function deviceView({ deviceKey: _key, ...view }: HomeDeviceView): DeviceView {
  return view
}
