import { encodeKey } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { codeOf, createAliceAndBob, nextText } from '../remote-peers.ts'

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('without a grant nothing is allowed, and nobody is announced', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  expect(alice.remote.isServing).toBe(false)
  expect(await codeOf(bob.remote.exec('alice', { argv: ['true'] }, { timeoutMs: 500 }))).toBe(
    'PEER_UNREACHABLE',
  )

  // Connected, and still refused.
  const carol = await people.open()
  await alice.remote.grant({ who: { kind: 'device', key: carol.key }, what: 'exec' })
  expect(alice.remote.isServing).toBe(true)
  expect(await codeOf(bob.remote.exec('alice', { argv: ['true'] }))).toBe('REMOTE_REFUSED')
  expect(await bob.remote.ping('alice')).toBeGreaterThan(0)
  expect(await bob.remote.info('alice')).toMatchObject({ name: 'alice', device: alice.key, about: null })
  expect(await alice.remote.audit(10)).toEqual([])
})

test('a grant of one command is of no other, by whatever name', async () => {
  await using people = await createAliceAndBob()
  await people.allow('exec:echo')
  const run = (...argv: [string, ...string[]]) => people.bob.remote.exec('alice', { argv })
  await using command = await run('echo', 'pears')
  expect(await nextText(command.stdout)).toBe('pears\n')
  for (const other of ['true', '/bin/echo', 'echo ', './echo', 'ECHO'])
    expect(await codeOf(run(other))).toBe('REMOTE_NOT_GRANTED')
  const audit = await people.alice.remote.audit(100)
  expect(audit.filter(({ kind }) => kind === 'refused').map(({ what }) => what)).toEqual([
    'true',
    '/bin/echo',
    'echo ',
    './echo',
    'ECHO',
  ])
})

test('a grant to an identity holds for its devices', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  const key = encodeKey(bob.peer.identity.publicKey)
  await alice.remote.grant({ who: { kind: 'identity', key }, what: 'exec' })
  await using command = await bob.remote.exec('alice', { argv: ['echo', 'pears'] })
  expect(await nextText(command.stdout)).toBe('pears\n')
  await command.exit
  expect(await bob.remote.info('alice')).toMatchObject({ about: expect.stringContaining('Node') as string })
  await waitFor(async () => (await alice.remote.audit(10)).length === 2)
  const [began, ended] = await alice.remote.audit(10)
  expect(began).toMatchObject({
    kind: 'began',
    device: bob.key,
    identity: key,
    capability: 'exec',
    what: 'echo',
  })
  expect(ended).toMatchObject({ kind: 'ended', how: 'exit 0', bytesIn: 0, bytesOut: 6 })
  // What was said to the command is nobody's business.
  expect(JSON.stringify([began, ended])).not.toContain('pears')
})

test('revoking, expiring, killing and stopping end what runs within a second, with a code', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  const start = async () => {
    const command = await bob.remote.exec('alice', {
      argv: ['sh', '-c', 'trap "" HUP TERM; echo $$; while :; do sleep 0.1; done'],
    })
    const pid = Number(await nextText(command.stdout))
    return { command, pid }
  }
  const ends = async (code: string, end: () => void | Promise<unknown>) => {
    const { command, pid } = await start()
    const before = performance.now()
    const ended = command.exit.then(
      () => 'exited',
      (error: unknown) => (error as { code: string }).code,
    )
    await end()
    expect(await ended).toBe(code)
    await waitFor(() => !isRunning(pid))
    const tookMs = performance.now() - before
    await command[Symbol.asyncDispose]()
    return tookMs
  }

  const grant = await people.allow('exec')
  const took = [
    await ends('REMOTE_KILLED', () => alice.remote.kill(alice.remote.sessions()[0]?.id ?? '')),
    await ends('REMOTE_GRANT_ENDED', () => alice.peer.grants.revoke(grant.id)),
  ]
  expect(Math.max(...took)).toBeLessThan(1000)
  expect(await codeOf(bob.remote.exec('alice', { argv: ['true'] }))).toBe('REMOTE_REFUSED')
  await people.allow('exec', Date.now() + 3000)
  await ends('REMOTE_GRANT_ENDED', () => undefined)
  await people.allow('exec')
  await ends('REMOTE_STOPPED', () => alice.remote.close())
  const audit = await alice.remote.audit(100)
  expect(audit.filter(({ kind }) => kind === 'ended').map(({ how }) => how)).toEqual([
    'REMOTE_KILLED',
    'REMOTE_GRANT_ENDED',
    'REMOTE_GRANT_ENDED',
    'REMOTE_STOPPED',
  ])
})
