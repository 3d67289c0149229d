import { hostname } from 'node:os'
import type { Peer } from '@comice/core'
import { loadHomeKeys } from '../keys/home-keys.ts'
import { DeviceHome } from './device-home.ts'
import type { Home } from './home.ts'

export interface HomeOptions {
  /** What this device is called until it is renamed. Default: the name of the machine. */
  readonly deviceName?: string
}

/**
 * Opens the home of this peer's identity, and makes it on the device on which the phrase was made. It closes with the peer.
 *
 * @throws HOME_MISSING, and what the disk says
 */
export async function createHome(peer: Peer, { deviceName = hostname() }: HomeOptions = {}): Promise<Home> {
  const home = new DeviceHome({ peer, keys: await loadHomeKeys(peer), deviceName })
  peer.beforeClose(() => home.close())
  try {
    await home.open()
    return home
  } catch (error) {
    await home.close()
    throw error
  }
}
