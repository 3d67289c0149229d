/** Devices of one person, on a DHT of this process, in temporary profiles. */
import { createPeer, type Peer, recoverIdentity } from '@comice/core'
import { offerLink, takeLink } from '@comice/core/link'
import { openProfile, type Profile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht } from '@comice/testkit'
import { createHome } from '../home/create-home.ts'
import type { Home } from '../home/home.ts'

export interface TestDevice {
  readonly name: string
  readonly dir: string
  readonly profile: Profile
  readonly peer: Peer
  readonly home: Home
  close(): Promise<void>
}

export interface OpenOptions {
  /** False: it meets nobody. Default true. */
  readonly isOnline?: boolean
  readonly now?: () => number
}

export class HomeWorld implements AsyncDisposable {
  readonly dht: TestDht
  readonly #stack: AsyncDisposableStack

  private constructor(dht: TestDht, stack: AsyncDisposableStack) {
    this.dht = dht
    this.#stack = stack
  }

  static async create(): Promise<HomeWorld> {
    const stack = new AsyncDisposableStack()
    return new HomeWorld(stack.use(await createTestDht()), stack)
  }

  get network() {
    return { bootstrap: [...this.dht.bootstrap] }
  }

  /** A device with an identity of its own. */
  async first(name: string, options?: OpenOptions): Promise<TestDevice> {
    return this.open(name, await this.#dir(name), options)
  }

  /** A device that `by` links. */
  async link(name: string, by: TestDevice, options?: OpenOptions): Promise<TestDevice> {
    const dir = await this.#dir(name)
    await using offer = offerLink(by.peer, {
      welcome: async (deviceKey, proof) => {
        await by.home.welcome(deviceKey, proof)
        return by.home.keysForDevice()
      },
    })
    await offer.announced()
    {
      await using profile = await openProfile({ dir })
      await takeLink(profile.secrets, { code: offer.code, network: this.network })
    }
    await offer.done
    return await this.open(name, dir, options)
  }

  /** A device that has nothing but the words. */
  async recover(name: string, phrase: string, options?: OpenOptions): Promise<TestDevice> {
    const dir = await this.#dir(name)
    {
      await using profile = await openProfile({ dir })
      await recoverIdentity(profile.secrets, phrase)
    }
    return this.open(name, dir, options)
  }

  /** The device of this profile. */
  async open(name: string, dir: string, { isOnline = true, now }: OpenOptions = {}): Promise<TestDevice> {
    const profile = await openProfile({ dir })
    const network = isOnline ? this.network : { local: false, public: false }
    const peer = await createPeer({ profile, network, ...(now && { now }) })
    const home = await createHome(peer, { deviceName: name })
    let closing: Promise<void> | null = null
    const close = () => (closing ??= peer.close().then(() => profile.close()))
    this.#stack.defer(close)
    return { name, dir, profile, peer, home, close }
  }

  async reopen(device: TestDevice, options?: OpenOptions): Promise<TestDevice> {
    await device.close()
    return this.open(device.name, device.dir, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }

  async #dir(name: string): Promise<string> {
    return this.#stack.use(await tempDir(name)).path
  }
}
