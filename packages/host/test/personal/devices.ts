/** What the node keeps for a person, on devices of theirs. */
import { recordsOf, DRAFT_KIND } from '@comice/home'
import type { HomeWorld, OpenOptions, TestDevice } from '@comice/home/testing'
import { encodeKey } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { PersonalRecords } from '../../src/personal/personal-records.ts'
import { PersonalReadMarkers } from '../../src/services/read-markers.ts'

export interface PersonalDevice extends TestDevice {
  readonly id: string
  readonly records: PersonalRecords
  readonly markers: PersonalReadMarkers
}

/** Records of a device that has no home, or not yet: `attach` gives it one. */
export function personalOf(device: TestDevice): PersonalDevice {
  const { profile, peer } = device
  const onproblem = (error: Error) => {
    throw error
  }
  const records = new PersonalRecords({ profile, now: peer.now, onproblem, pauseMs: 100 })
  const id = encodeKey(peer.identity.device.publicKey)
  return {
    ...device,
    id,
    records,
    markers: new PersonalReadMarkers({ profile, records, device: id, now: peer.now }),
  }
}

export function withHome(device: TestDevice): PersonalDevice {
  const personal = personalOf(device)
  personal.records.attach(device.home)
  return personal
}

export async function twoDevices(world: HomeWorld, options?: OpenOptions) {
  const laptop = withHome(await world.first('laptop'))
  const phone = withHome(await world.link('phone', laptop, options))
  await waitFor(() => phone.home.state === 'member')
  // Until then devices still write by themselves.
  await waitFor(() => laptop.home.devices().every(({ name }) => ['laptop', 'phone'].includes(name)))
  return { laptop, phone }
}

/** Blocks that all devices of a home have written. */
export async function blocksOf({ home }: TestDevice): Promise<number> {
  const cores = await home.source.cores()
  return cores.reduce((sum, { length }) => sum + length, 0)
}

export const draftOf = ({ records }: PersonalDevice) => recordsOf(records, DRAFT_KIND)
