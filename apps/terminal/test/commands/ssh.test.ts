/** Real OpenSSH, rsync and git, by `comice ssh-proxy`. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, type Machine, type Ran, runToEnd } from '../machine.ts'
import { type SshServer, startSshServer } from '../ssh-server.ts'

let scope: AsyncDisposableStack
let machine: Machine
let server: SshServer
let target: string
let dir: string
let config: string
let device: string
beforeAll(async () => {
  scope = new AsyncDisposableStack()
  machine = scope.use(await createMachine())
  dir = path.join(machine.home, 'ssh')
  server = scope.use(await startSshServer(dir))
  target = `127.0.0.1:${server.port}`
  const [alice] = await succeed(machine, 'alice', ['id', 'show', '--json'])
  const [bob] = await succeed(machine, 'bob', ['id', 'show', '--json'])
  device = String(alice?.['device'])
  await succeed(machine, 'bob', ['peer', 'add', 'pi', device])
  await succeed(machine, 'alice', ['grant', 'add', String(bob?.['device']), `forward:${target}`])

  const stanza = await machine.comice('bob', ['ssh-config', '--target', target])
  expect(stanza.stdout).toMatch(/^Host pi\.comice\n {2}HostKeyAlias comice-/u)
  config = path.join(dir, 'config')
  const own = [
    ...[`User ${userInfo().username}`, `IdentityFile ${server.identityFile}`, 'IdentitiesOnly yes'],
    ...[`UserKnownHostsFile ${path.join(dir, 'known')}`, 'GlobalKnownHostsFile none', 'BatchMode yes'],
    ...['StrictHostKeyChecking yes', 'LogLevel ERROR'],
  ]
  await writeFile(config, `${stanza.stdout}\nHost *\n${own.map((line) => `  ${line}`).join('\n')}\n`)
  await chmod(config, 0o600)
  await trust(`comice-${device} ${server.hostKey}`)
}, 120_000)
afterAll(() => scope.disposeAsync())

const trust = (line: string) => writeFile(path.join(dir, 'known'), `${line}\n`)
const ssh = (...args: string[]): Promise<Ran> => runToEnd('ssh', ['-F', config, 'pi.comice', ...args])

test('ssh runs commands and has their exit code', async () => {
  const ran = await ssh('cat; echo oh >&2; exit 7')
  expect(ran).toMatchObject({ code: 7, stdout: '', stderr: 'oh\n' })
}, 120_000)

test('the host key is checked under the machine’s own name', async () => {
  const other = await runToEnd('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(dir, 'other')])
  expect(other.code).toBe(0)
  await trust(`comice-${device} ${await readFile(path.join(dir, 'other.pub'), 'utf8')}`)
  const refused = await ssh('echo pears')
  expect(refused).toMatchObject({ code: 255, stdout: '' })
  expect(refused.stderr).toContain('Host key verification failed')
  await trust(`comice-${device} ${server.hostKey}`)
}, 120_000)

test('scp, sftp, rsync and git go through it whole', async () => {
  const source = path.join(dir, 'source')
  await mkdir(path.join(source, 'sub'), { recursive: true })
  const big = randomBytes(3_000_000)
  await writeFile(path.join(source, 'big'), big)
  await writeFile(path.join(source, 'sub', 'small'), 'pears')
  const got = (name: string) => readFile(path.join(dir, name))

  const scp = await runToEnd('scp', ['-q', '-F', config, `pi.comice:${source}/big`, path.join(dir, 'by-scp')])
  expect(scp).toMatchObject({ code: 0 })
  expect(big.equals(await got('by-scp'))).toBe(true)

  const sftp = await runToEnd('sftp', ['-q', '-F', config, '-b', '-', 'pi.comice'], {
    input: `put ${source}/big ${dir}/by-sftp\n`,
  })
  expect(sftp).toMatchObject({ code: 0 })
  expect(big.equals(await got('by-sftp'))).toBe(true)

  const rsync = await runToEnd('rsync', [
    '-a',
    '-e',
    `ssh -F ${config}`,
    `pi.comice:${source}/`,
    `${dir}/by-rsync`,
  ])
  expect(rsync).toMatchObject({ code: 0, stderr: '' })
  expect(big.equals(await got('by-rsync/big'))).toBe(true)
  expect(String(await got('by-rsync/sub/small'))).toBe('pears')

  const git = (...args: string[]) =>
    runToEnd('git', args, {
      env: { GIT_SSH_COMMAND: `ssh -F ${config}`, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
    })
  const identity = ['-c', 'user.name=alice', '-c', 'user.email=alice@example.org']
  await git('init', '-q', '-b', 'main', source)
  await git('-C', source, 'add', '.')
  expect(await git('-C', source, ...identity, 'commit', '-q', '-m', 'pears')).toMatchObject({ code: 0 })
  expect(await git('clone', '-q', `pi.comice:${source}`, `${dir}/by-git`)).toMatchObject({ code: 0 })
  expect(big.equals(await got('by-git/big'))).toBe(true)
}, 240_000)

test('comice ssh is ssh, and says why it gets nowhere', async () => {
  const { env } = machine.commandOf('bob', [])
  const args = ['-F', config, 'echo', 'pears']
  const ran = await machine.comice('bob', ['ssh', 'pi', '--target', target, '--', ...args], { env })
  expect(ran).toMatchObject({ code: 0, stdout: 'pears\n' })
  const refused = await machine.comice('bob', ['ssh', 'pi', '--target', '127.0.0.1:1', '--', ...args])
  expect(refused.code).toBe(255)
  expect(refused.stderr).toContain('REMOTE_NOT_GRANTED')
  expect(await machine.comice('bob', ['ssh', 'nobody'])).toMatchObject({ code: 3 })
}, 120_000)

test('a grant that is revoked ends ssh and its proxy in the middle', async () => {
  await using proxy = await machine.start('bob', ['ssh-proxy', 'pi', '--target', target])
  await proxy.waitForLine(/^SSH-2\.0-/u, { timeoutMs: 60_000 })
  const script = 'exec ssh -F "$CONFIG" pi.comice "echo in; sleep 1000"'
  await using inside = await machine.startShell(script, [], { CONFIG: config })
  await inside.waitForLine(/^in$/u, { timeoutMs: 60_000 })

  const grants = (await machine.comice('alice', ['grant', 'list', '--json'])).json
  const grant = grants.find(({ what }) => what === `forward:${target}`)
  await succeed(machine, 'alice', ['grant', 'remove', String(grant?.['id'])])
  // Cut, and never an end: ssh must not take it for a connection that was closed on purpose.
  expect(await proxy.exited).toMatchObject({ code: 6 })
  expect(proxy.stderr).toContain('REMOTE_')
  expect(await inside.exited).toMatchObject({ code: 255 })
  await waitFor(async () => (await machine.comice('alice', ['session', 'list', '--json'])).json.length === 0)
  const [bob] = await succeed(machine, 'bob', ['id', 'show', '--json'])
  await succeed(machine, 'alice', ['grant', 'add', String(bob?.['device']), `forward:${target}`])
}, 180_000)

test('comice forward listens on loopback until it is stopped', async () => {
  const web = http.createServer((_, response) => void response.end('pears'))
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  const place = `127.0.0.1:${(web.address() as AddressInfo).port}`
  await succeed(machine, 'alice', ['expose', 'web', place])
  expect((await machine.comice('alice', ['expose'])).stdout).toBe(`web  ${place}\n`)
  const [bob] = await succeed(machine, 'bob', ['id', 'show', '--json'])
  await succeed(machine, 'alice', ['grant', 'add', String(bob?.['device']), 'forward:web'])

  await using forward = await machine.start('bob', ['forward', 'pi', 'web', '--json'])
  const line = await forward.waitForLine(/"type":"forward"/u, { timeoutMs: 60_000 })
  const { address } = JSON.parse(line) as { address: string }
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/u)
  const response = await fetch(`http://${address}/`)
  expect(await response.text()).toBe('pears')
  expect(await forward.stop()).toMatchObject({ code: 0 })
  await expect(fetch(`http://${address}/`)).rejects.toThrow()
  web.close()
}, 120_000)
