/** rsync through a ssh server of its own on loopback. */
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { freePort, listens, whereIs } from '../../harness/installed.ts'
import { runProgram } from '../../harness/run-program.ts'
import { ended, withServers } from '../../harness/two-ends.ts'
import type { Carrier, CarrierKind, CarrierPlaces } from './carrier.ts'

export const rsync: CarrierKind = {
  name: 'rsync',
  needs: ['rsync', 'ssh', 'sshd', 'ssh-keygen'],
  isAgain: true,
  isSmoke: false,
  open,
}

/** Where a ssh server of root steps down to; a machine that starts none has no such folder. */
const PRIVSEP_DIR = '/run/sshd'

async function open({ home, source, target }: CarrierPlaces): Promise<Carrier> {
  const [key, port] = [`${home}/key`, await freePort()]
  await runProgram({ file: 'ssh-keygen', args: ['-q', '-t', 'ed25519', '-N', '', '-f', key] })
  await writeFile(`${home}/sshd_config`, serverConfig(key))
  if (os.userInfo().uid === 0) await mkdir(PRIVSEP_DIR, { recursive: true, mode: 0o755 })
  const args = ['-D', '-e', '-f', `${home}/sshd_config`, '-p', String(port)]
  const server = spawn((await whereIs('sshd')) ?? 'sshd', args, { stdio: 'ignore' })
  await listens(port)
  const shell = `ssh -F none -p ${port} -i '${key}' -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile='${home}/known'`
  return {
    carry: () =>
      withServers([server.pid ?? 0], async () => {
        const to = `127.0.0.1:${target}/`
        await runProgram({ file: 'rsync', args: ['-a', '--delete', '-e', shell, `${source}/`, to] })
      }),
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
    '',
  ].join('\n')
}
