import { expect, test } from 'vitest'
import { pathAddresses } from '../../src/fast-path/path-address.ts'
import type { PeerConnection } from '../../src/network/connection.ts'
import { lanInterfaces } from '../../src/network/interfaces.ts'

/** As a connection is at the end of `remoteHost`. */
const from = (remoteHost: string | null, localHost: string | null = null) =>
  ({ stream: { rawStream: { remoteHost, localHost } } }) as unknown as PeerConnection

test('a connection on this machine has loopback addresses', () => {
  expect(pathAddresses(from('127.0.0.1'))).toEqual({ local: '127.0.0.1', remote: '127.0.0.1' })
})

test('the internet, other private networks, names, IPv6 and nothing have none', () => {
  const others = [
    '1.1.1.1',
    '8.8.4.4',
    '172.15.0.1',
    '169.255.0.1',
    'localhost.example',
    '::1',
    '',
    '10.0.0.1.5',
  ]
  for (const other of others) expect(pathAddresses(from(other)), other).toBeNull()
  const unused = ['10.254.253.9', '192.168.254.9'].filter((host) =>
    lanInterfaces().every(({ address }) => !address.startsWith(host.slice(0, 6))),
  )
  for (const other of unused) expect(pathAddresses(from(other)), other).toBeNull()
  expect(pathAddresses(from(null))).toBeNull()
  expect(pathAddresses({ stream: { rawStream: null } } as unknown as PeerConnection)).toBeNull()
})

test('a neighbour is met from the address of its link', () => {
  for (const { address } of lanInterfaces())
    expect(pathAddresses(from(address, address))).toEqual({ local: address, remote: address })
})
