/** OpenSSH with a server, keys and settings of its own, on loopback. */
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { freePort, listens, whereIs } from './installed.ts'
import { runProgram } from './run-program.ts'
import { ended } from './two-ends.ts'

export const SSH_PROGRAMS = ['ssh', 'sshd', 'ssh-keygen'] as const

/** Where a ssh server of root steps down to; a machine that starts none has no such folder. */
const PRIVSEP_DIR = '/run/sshd'

export const SSH_HOST = '127.0.0.1'

export interface SshServer extends AsyncDisposable {
  readonly pid: number
  /** What `ssh` is to be given before the host, so that it gets in. */
  readonly args: readonly string[]
}

/** @param home a folder of its own */
export async function startSshServer(home: string): Promise<SshServer> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const [key, port] = [`${home}/key`, await freePort()]
  await runProgram({ file: 'ssh-keygen', args: ['-q', '-t', 'ed25519', '-N', '', '-f', key] })
  await writeFile(`${home}/sshd_config`, serverConfig(key))
  if (os.userInfo().uid === 0) await mkdir(PRIVSEP_DIR, { recursive: true, mode: 0o755 })
  const args = ['-D', '-e', '-f', `${home}/sshd_config`, '-p', String(port)]
  const server = spawn((await whereIs('sshd')) ?? 'sshd', args, { stdio: 'ignore' })
  await listens(port)
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=no',
    `UserKnownHostsFile=${home}/known`,
    'LogLevel=ERROR',
  ]
  return {
    pid: server.pid ?? 0,
    args: ['-F', 'none', '-p', String(port), '-i', key, ...options.flatMap((option) => ['-o', option])],
    [Symbol.asyncDispose]: () => ended(server),
  }
}

/** One key is that of the server and of its only user. */
function serverConfig(key: string): string {
  return [
    'ListenAddress 127.0.0.1',
    `HostKey ${key}`,
    `AuthorizedKeysFile ${key}.pub`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PidFile none',
    'MaxSessions 1024',
    '',
  ].join('\n')
}
