/** Read markers of somebody, as their node has them. */
import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type { Profile } from '@comice/storage'
import { PersonalRecords } from '../../src/personal/personal-records.ts'
import { PersonalReadMarkers } from '../../src/services/read-markers.ts'

export function markersOf({
  profile,
  peer,
}: {
  profile: Profile
  peer: Peer
}): PersonalReadMarkers & AsyncDisposable {
  const onproblem = (error: Error) => {
    throw error
  }
  const records = new PersonalRecords({ profile, now: peer.now, onproblem })
  const device = encodeKey(peer.identity.device.publicKey)
  const markers = new PersonalReadMarkers({ profile, records, device, now: peer.now })
  return Object.assign(markers, { [Symbol.asyncDispose]: () => records.close() })
}
