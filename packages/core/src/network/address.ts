/** IPv4 addresses as the network uses them: `{ host, port }`, and `host:port` where a person or a file sees them. */
import { CoreErrors } from '../errors.ts'

/** Where a DHT node listens. `host` is an IPv4 address, or a name where a bootstrap node is meant. */
export interface HostPort {
  host: string
  port: number
}

/** `127.0.0.1:29737` → `{ host, port }`. @throws ADDRESS_INVALID */
export function parseHostPort(text: string): HostPort {
  const match = /^([A-Za-z0-9.-]{1,253}):(\d{1,5})$/.exec(text)
  const [, host, digits] = match ?? []
  const port = Number(digits)
  if (host === undefined || !isPort(port)) throw CoreErrors.ADDRESS_INVALID({})
  return { host, port }
}

export function formatHostPort({ host, port }: HostPort): string {
  return `${host}:${port}`
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIPv4(host) && host.startsWith('127.'))
}

/** RFC 1918 and link-local (RFC 3927): the addresses a neighbour on the same link can have. */
export function isPrivate(host: string): boolean {
  if (!isIPv4(host)) return false
  const [a, b] = octets(host)
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254)
}

/** Whether both addresses are in the network that `netmask` cuts out. */
export function isSameSubnet(a: string, b: string, netmask: string): boolean {
  if (!isIPv4(a) || !isIPv4(b)) return false
  const mask = toNumber(netmask)
  return (toNumber(a) & mask) === (toNumber(b) & mask)
}

export function isIPv4(host: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(host) && host.split('.').every((part) => Number(part) < 256)
}

function octets(host: string): [number, number] {
  const [a, b] = host.split('.')
  return [Number(a), Number(b)]
}

function toNumber(host: string): number {
  return host.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0)
}
