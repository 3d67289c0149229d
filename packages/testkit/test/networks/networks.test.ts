import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  canUseNetworkNamespaces,
  createNetworks,
  spawnPeer,
  waitFor,
  type NetworkHost,
  type Networks,
} from '../../src/index.ts'

const echo = new URL('./programs/echo.ts', import.meta.url)
const ask = new URL('./programs/ask.ts', import.meta.url)

interface Answer {
  answer: string | null
  from?: string
  error?: string
}

async function answerTo(host: NetworkHost, address: string, deadlineMs = 5_000): Promise<Answer> {
  await using asker = await host.spawn({ script: ask, args: [address, String(deadlineMs)] })
  return await asker.waitForJson<Answer & object>((value) => 'answer' in value, {
    timeoutMs: deadlineMs + 10_000,
  })
}

test('this machine can make network namespaces: the tests below are not to be skipped', async () => {
  expect(await canUseNetworkNamespaces()).toEqual({ ok: true })
})

describe('two hosts on one link', () => {
  let networks: Networks<'alice' | 'bob'>
  let alice: NetworkHost
  let bob: NetworkHost
  beforeAll(async () => {
    networks = await createNetworks({ hosts: ['alice', 'bob'] })
    ;({ alice, bob } = networks.hosts)
  })
  afterAll(() => networks[Symbol.asyncDispose]())

  test('see each other, and have loopback and one interface', async () => {
    await using node = await bob.spawn({ script: echo, args: ['bob'] })
    const { interfaces } = await node.waitForJson<{ ready: boolean; interfaces: string[] }>(
      ({ ready }) => ready,
    )
    expect(interfaces).toEqual(['eth0', 'lo'])
    expect(await answerTo(alice, bob.address)).toEqual({ answer: 'bob heard anyone?', from: bob.address })
    expect(await answerTo(bob, '127.0.0.1')).toMatchObject({ answer: 'bob heard anyone?' })
  })

  test('hear each other by multicast', async () => {
    await using node = await bob.spawn({ script: echo, args: ['bob'] })
    await node.waitForJson(({ ready }) => ready === true)
    expect(await answerTo(alice, '224.0.0.251')).toEqual({ answer: 'bob heard anyone?', from: bob.address })
  })

  test('have no way to the internet, and their loopback is their own', async () => {
    expect(await answerTo(alice, '192.0.2.1')).toEqual({ answer: null, error: 'ENETUNREACH' })
    await using outside = await spawnPeer({ script: echo, args: ['outside'] })
    await outside.waitForJson(({ ready }) => ready === true)
    expect(await answerTo(alice, '127.0.0.1', 300)).toMatchObject({ answer: null })
    expect(await alice.run('ip', '-4', 'route')).not.toContain('default')
  })

  test('an unplugged host is reached by nobody, and by everybody when it is plugged again', async () => {
    await using node = await bob.spawn({ script: echo, args: ['bob'] })
    await node.waitForJson(({ ready }) => ready === true)
    await bob.unplug()
    expect(await bob.run('ip', 'link', 'show', 'eth0')).toContain('NO-CARRIER')
    expect(await answerTo(alice, bob.address, 500)).toMatchObject({ answer: null })
    await bob.plug()
    expect(await answerTo(alice, bob.address)).toMatchObject({ from: bob.address })
  })

  test('a program that fails there says so', async () => {
    await expect(alice.run('ip', 'nonsense')).rejects.toThrow(
      /COMMAND_FAILED: nsenter .*ip nonsense: .*nonsense/,
    )
  })
})

test('networks do not see each other, even with the same names and addresses', async () => {
  await using one = await createNetworks({ hosts: ['alice', 'bob'] })
  await using other = await createNetworks({ hosts: ['alice', 'bob'] })
  await using node = await one.hosts.bob.spawn({ script: echo, args: ['bob'] })
  await node.waitForJson(({ ready }) => ready === true)
  expect(other.hosts.bob.address).toBe(one.hosts.bob.address)
  expect(await answerTo(other.hosts.alice, one.hosts.bob.address, 300)).toMatchObject({ answer: null })
})

test('a default route can lead nowhere, as behind a router that is off', async () => {
  await using networks = await createNetworks({ hosts: ['alice'], defaultRoute: true })
  expect(await networks.hosts.alice.run('ip', '-4', 'route')).toContain('default via 10.77.0.254')
  expect(await answerTo(networks.hosts.alice, '192.0.2.1', 300)).toMatchObject({ answer: null })
})

test('nothing stays on the machine: no namespace, no interface, no process', async () => {
  const before = machine()
  {
    await using networks = await createNetworks({ hosts: ['alice', 'bob', 'carol'] })
    await using node = await networks.hosts.carol.spawn({ script: echo })
    await node.waitForJson(({ ready }) => ready === true)
  }
  expect(machine()).toEqual(before)
})

test('nor when the process that made it is killed', async () => {
  const maker = await spawnPeer({
    script: new URL('./programs/maker.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
  })
  const { node } = await maker.waitForJson<{ node: number }>((value) => 'node' in value)
  expect(existsSync(`/proc/${node}`)).toBe(true)
  process.kill(maker.pid, 'SIGKILL')
  await waitFor(() => !existsSync(`/proc/${node}`))
  await maker[Symbol.asyncDispose]()
})

test('a user who is not root makes them in a user namespace', async () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
  await using maker = await spawnPeer({
    script: new URL('./programs/maker.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    wrapper: process.getuid?.() === 0 ? asNobody : [],
  })
  const { route } = await maker.waitForJson<{ route: string }>((value) => 'route' in value)
  expect(route).toContain('10.77.0.0/24 dev eth0')
})

test('names that cannot be names of interfaces are refused', async () => {
  await expect(createNetworks({ hosts: ['a name'] })).rejects.toThrow('NAME_INVALID')
  await expect(createNetworks({ hosts: ['alice', 'alice'] })).rejects.toThrow('NAME_INVALID')
  await expect(createNetworks({ hosts: [] })).rejects.toThrow(
    'OPTION_INVALID: expected 1 to 200 hosts, found 0',
  )
})

/** What a namespace could leave behind, as far as it can be seen from outside. */
function machine() {
  const named = existsSync('/run/netns') ? readdirSync('/run/netns') : []
  return { named, interfaces: readdirSync('/sys/class/net').sort() }
}
