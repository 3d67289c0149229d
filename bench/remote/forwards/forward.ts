/** What brings a port of one machine to another. Both are this one. */
import type { TestDht } from '@comice/testkit'

export interface ForwardPlaces {
  /** Its own folder, empty. */
  readonly home: string
  readonly dht: TestDht
  /** On loopback. */
  readonly targetPort: number
}

export interface Forward extends AsyncDisposable {
  /** On loopback, leads to the target. */
  readonly port: number
  /** Both its ends; what they started counts, too. */
  readonly pids: readonly number[]
}

export interface ForwardKind {
  readonly name: string
  /** Programs that have to be installed. */
  readonly needs: readonly string[]
  open(places: ForwardPlaces): Promise<Forward>
}
