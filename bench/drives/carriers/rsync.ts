/** rsync through a ssh server of its own on loopback. */
import { runProgram } from '../../harness/run-program.ts'
import { SSH_HOST, SSH_PROGRAMS, startSshServer } from '../../harness/ssh.ts'
import { withServers } from '../../harness/two-ends.ts'
import type { Carrier, CarrierKind, CarrierPlaces } from './carrier.ts'

export const rsync: CarrierKind = {
  name: 'rsync',
  needs: ['rsync', ...SSH_PROGRAMS],
  isAgain: true,
  isSmoke: false,
  open,
}

async function open({ home, source, target }: CarrierPlaces): Promise<Carrier> {
  const server = await startSshServer(`${home}/ssh`)
  // rsync splits it at spaces, and takes quotes off.
  const shell = ['ssh', ...server.args.map((arg) => `'${arg}'`)].join(' ')
  return {
    carry: () =>
      withServers([server.pid], async () => {
        const to = `${SSH_HOST}:${target}/`
        await runProgram({ file: 'rsync', args: ['-a', '--delete', '-e', shell, `${source}/`, to] })
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
