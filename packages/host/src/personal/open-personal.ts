/** What belongs to the user rather than to this device: names of people, and what was read. */
import type { Logger, Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type { Profile } from '@comice/storage'
import { PersonalReadMarkers } from '../services/read-markers.ts'
import { Unread } from '../services/unread.ts'
import { Contacts } from './contacts.ts'
import { PersonalRecords } from './personal-records.ts'

export interface Personal {
  readonly records: PersonalRecords
  readonly markers: PersonalReadMarkers
  readonly unread: Unread
  readonly contacts: Contacts
}

/** Local until there is a home; see {@link PersonalRecords.attach}. */
export function openPersonal({
  profile,
  peer,
  logger,
}: {
  readonly profile: Profile
  readonly peer: Peer
  readonly logger: Logger
}): Personal {
  const { now } = peer
  const onproblem = (error: Error) => logger.warn({ error }, 'what the devices share was not written')
  const records = new PersonalRecords({ profile, now, onproblem })
  const device = encodeKey(peer.identity.device.publicKey)
  const markers = new PersonalReadMarkers({ profile, records, device, now })
  return {
    ...{ records, markers, unread: new Unread(markers) },
    contacts: new Contacts({ records, identity: encodeKey(peer.identity.publicKey), now }),
  }
}
