/** What people bring a folder to another place with. Both ends are on this machine. */
import type { TestDht } from '@comice/testkit'
import type { Sample } from '../../harness/figures.ts'

export interface CarrierPlaces {
  /** Its own folder, empty. */
  readonly home: string
  readonly source: string
  /** Not there at first. */
  readonly target: string
  readonly dht: TestDht
}

/** Ready to begin: its servers run, its ends are as they are before a user asks for anything. */
export interface Carrier extends AsyncDisposable {
  /** Makes the target what the source is, and resolves when it is. CPU time is that of both ends. */
  carry(): Promise<Sample>
}

export interface CarrierKind {
  readonly name: string
  /** Programs that have to be installed. */
  readonly needs: readonly string[]
  /** Whether it can bring what changed alone. */
  readonly isAgain: boolean
  /** Whether the smallest size runs it too. */
  readonly isSmoke: boolean
  open(places: CarrierPlaces): Promise<Carrier>
}
