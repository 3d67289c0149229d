/** The network interfaces of this machine, as they come and go. */
import { networkInterfaces } from 'node:os'
import { INTERFACE_POLL_MS } from '../constants.ts'
import { isPrivate } from './address.ts'

/** An interface that can lead to neighbours: up, not loopback, with a private IPv4 address. */
export interface LanInterface {
  name: string
  address: string
  netmask: string
}

/** One entry for each address. The system leaves out interfaces that are down or unplugged. */
export function lanInterfaces(): LanInterface[] {
  const found: LanInterface[] = []
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { family, internal, address, netmask } of addresses ?? []) {
      if (family === 'IPv4' && !internal && isPrivate(address)) found.push({ name, address, netmask })
    }
  }
  return found
}

/** Everything about the interfaces that matters to whether the internet may be reachable. */
export function interfacesFingerprint(): string {
  const entries = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).filter(({ internal }) => !internal).map(({ address }) => `${name}=${address}`),
  )
  return entries.sort().join(' ')
}

/** Calls `look` now and every two seconds. Returns what stops it. */
export function watchInterfaces(look: () => void): () => void {
  look()
  const timer = setInterval(look, INTERFACE_POLL_MS)
  timer.unref()
  return () => clearInterval(timer)
}
