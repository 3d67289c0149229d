import type { NetworkStatus } from '@comice/core'
import { expect, test } from 'vitest'
import { clockFinding } from '../../src/doctor/clock-finding.ts'
import { secretsFinding } from '../../src/doctor/secrets-finding.ts'
import { connectionFinding, natFinding, wayText } from '../../src/doctor/network-findings.ts'

type SegmentStatus = NetworkStatus['segments'][number]

const segment = (nat: SegmentStatus['nat']): SegmentStatus => ({
  ...{
    kind: 'public',
    name: 'public',
    address: null,
    bootstrap: [],
    nodes: 4,
    reachable: true,
    connections: 0,
  },
  nat,
})

const status = (part: Partial<NetworkStatus>): NetworkStatus => ({
  ...{ state: 'online', bootstrap: [], segments: [], connections: [], troubles: [], refusals: 0 },
  ...part,
})

const connection = (isRelayed: boolean, kind: 'lan' | 'public') => ({
  ...{ key: 'k', segment: kind, openedAt: 0, initiator: true, path: 'udx' as const },
  isRelayed,
})

test('a clock is compared with the middle one of several, and with none when nobody tells', () => {
  const offsets = [90_000, 120_000, -3_600_000].map((offsetMs, n) => ({ peer: `p${n}`, offsetMs }))
  expect(clockFinding(offsets)).toMatchObject({ ok: false, found: '2 min behind that of 3 peers' })
  expect(clockFinding([{ peer: 'pi', offsetMs: -1500 }])).toEqual({
    ...{ name: 'clock', ok: true },
    found: '1.5 s from that of pi',
  })
  expect(clockFinding([])).toMatchObject({ ok: true })
})

test('the router is that of the internet, and a LAN has none', () => {
  const both = status({
    segments: [{ ...segment('none'), kind: 'lan', name: 'lan:eth0' }, segment('changes-port')],
  })
  expect(natFinding(both)?.advice).toContain('relay')
  expect(natFinding(status({ segments: [segment('none')] }))?.advice).toBeUndefined()
  expect(natFinding(status({}))).toBe(null)
})

test('peers are counted by how their bytes go', () => {
  const connections = [connection(false, 'lan'), connection(true, 'public'), connection(true, 'public')]
  expect(connectionFinding(status({ connections })).found).toBe('3 connected: 1 on this LAN, 2 by a relay')
  expect(wayText(connection(false, 'public'))).toBe('directly over the internet')
})

test('a lock is well when what should open it did, and otherwise the row says what to do', () => {
  expect(secretsFinding(null)).toMatchObject({ ok: true, advice: expect.stringContaining('comice id lock') })
  const by = (by: 'passphrase' | 'keychain', hasKeychain: boolean, hasPassphrase: boolean) =>
    secretsFinding({ by, hasKeychain, hasPassphrase })
  expect(by('passphrase', false, true)).toEqual({
    ...{ name: 'secrets', ok: true },
    found: 'locked by a passphrase',
  })
  expect(by('keychain', true, true).advice).toBeUndefined()
  expect(by('keychain', true, false)).toMatchObject({
    ok: true,
    advice: expect.stringContaining('adds a passphrase'),
  })
  expect(by('passphrase', true, true)).toMatchObject({ ok: false, advice: expect.stringContaining('anew') })
})
