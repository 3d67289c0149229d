/** OpenSSH's own server on this machine, for one user and with keys of its own. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { runToEnd } from './machine.ts'

export interface SshServer extends AsyncDisposable {
  readonly port: number
  /** Its public key, as known_hosts has it. */
  readonly hostKey: string
  /** Private key of the user who may log in. */
  readonly identityFile: string
}

/** @throws when openssh-server is not installed */
export async function startSshServer(dir: string): Promise<SshServer> {
  const program = ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file))
  if (program === undefined) throw new Error('there is no sshd: sudo apt-get install -y openssh-server')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const [hostFile, identityFile] = [path.join(dir, 'host'), path.join(dir, 'user')]
  await Promise.all([hostFile, identityFile].map(makeKey))
  await writeFile(path.join(dir, 'authorized'), await readFile(`${identityFile}.pub`))
  const port = await freePort()
  const config = path.join(dir, 'sshd_config')
  const lines = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${hostFile}`, 'PidFile none'],
    ...[`AuthorizedKeysFile ${path.join(dir, 'authorized')}`, 'StrictModes no', 'UsePAM no'],
    ...['PasswordAuthentication no', 'PermitRootLogin yes', 'Subsystem sftp internal-sftp'],
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  // Where it gives up its rights; a system that starts it itself makes it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true })
  const server = spawn(program, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  server.stderr.on('data', (piece: Buffer) => (said += String(piece)))
  await waitFor(() => answers(port)).catch((error: unknown) => {
    throw new Error(`sshd did not start: ${said}`, { cause: error })
  })
  const [kind, key] = (await readFile(`${hostFile}.pub`, 'utf8')).split(' ')
  return {
    ...{ port, identityFile, hostKey: `${kind} ${key}` },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.kill()
      await closed
    },
  }
}

async function makeKey(file: string): Promise<void> {
  const made = await runToEnd('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  if (made.code !== 0) throw new Error(`ssh-keygen: ${made.stderr}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => socket.destroy()).once('error', () => undefined)
    socket.once('close', (hadError) => resolve(!hadError))
  })
}
