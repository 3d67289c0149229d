/** A router with NAT between a host and the link, as at home: nobody outside can begin to speak to the host. */
import type { Holder } from './holder.ts'

/**
 * How a router translates. `one-port`: what a UDP socket sends has the same port outside, whoever it goes to, so that two hosts can
 * punch holes for each other. `any-port`: another one for each destination (a symmetric NAT); between two of those no
 * hole can be punched.
 */
export type NatKind = 'one-port' | 'any-port'

export interface NatPlan {
  readonly kind: NatKind
  /** The host behind it: the name of its namespace. */
  readonly host: string
  /** Of the router, which has an interface on the link already. */
  readonly router: string
  /** Interface on both, the router's to the link included. */
  readonly device: string
  /** 1 to 254, apart for each router. */
  readonly index: number
}

const INSIDE = 'inside'

/** Where the host is, behind its router. */
export function natAddress(index: number): string {
  return `192.168.${index}.2`
}

/** Gives the host one interface, which leads to the router. @throws what the commands do */
export async function buildNat(
  holder: Holder,
  { kind, host, router, device, index }: NatPlan,
): Promise<void> {
  const gateway = `192.168.${index}.1`
  const atHost = (...args: string[]) => holder.run('ip', '-n', host, ...args)
  const atRouter = (...args: string[]) => holder.run('ip', '-n', router, ...args)
  const nft = (...rule: string[]) => holder.run('ip', 'netns', 'exec', router, 'nft', rule.join(' '))
  await holder.run('ip', 'netns', 'add', host)
  await atRouter('link', 'add', INSIDE, 'type', 'veth', 'peer', 'name', device, 'netns', host)
  await atRouter('address', 'add', `${gateway}/24`, 'dev', INSIDE)
  await atRouter('link', 'set', INSIDE, 'up')
  await atHost('link', 'set', 'lo', 'up')
  await atHost('address', 'add', `${natAddress(index)}/24`, 'brd', '+', 'dev', device)
  await atHost('link', 'set', device, 'up', 'multicast', 'on')
  await atHost('route', 'add', 'default', 'via', gateway, 'dev', device)
  const forward = 'echo 1 > /proc/sys/net/ipv4/ip_forward'
  await holder.run('ip', 'netns', 'exec', router, 'sh', '-c', forward)
  await nft('add table ip router')
  await nft('add chain ip router out { type nat hook postrouting priority 100 ; }')
  const ports = kind === 'any-port' ? 'masquerade fully-random' : 'masquerade'
  await nft(`add rule ip router out oifname ${device} ${ports}`)
  // Answered by an error, or remembered, what nobody inside has asked for would spoil the port for who punches.
  await nft('add chain ip router in { type filter hook input priority 0 ; }')
  await nft(`add rule ip router in iifname ${device} meta l4proto udp drop`)
}
