/** `comice ssh`, `comice ssh-config`: the system's own ssh, which reaches machines by `comice ssh-proxy`. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import type { GlobalOptions } from './global-options.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { withNode } from '../session/session.ts'

interface SshOptions {
  readonly target: string | undefined
}

/** Ends as ssh does. */
export const ssh: Action<SshOptions> = (line) =>
  withNode(
    line,
    async ({ api, handOver, signal }) => {
      const [destination = '', ...args] = line.args
      const at = destination.lastIndexOf('@')
      const user = destination.slice(0, at + 1)
      const { name, device } = await api.remote.peers.find.query(
        { peer: destination.slice(at + 1) },
        { signal },
      )
      const options = sshOptions(device, proxyCommand(line, device, line.options.target))
      const words = Object.entries(options).flatMap(([option, value]) => ['-o', `${option}=${value}`])
      process.exitCode = await handOver(() => run('ssh', [...words, `${user}${name}`, ...args]))
    },
    { endless: true },
  )

export const sshConfig: Action<SshOptions> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [peer] = line.args
    const peers =
      peer === undefined
        ? await api.remote.peers.list.query(undefined, { signal })
        : [await api.remote.peers.find.query({ peer }, { signal })]
    for (const { name, device } of peers) {
      const options = Object.entries(sshOptions(device, proxyCommand(line, device, line.options.target)))
      const lines = [`Host ${name}.comice`, ...options.map(([option, value]) => `  ${option} ${value}`)]
      output.result('ssh_config', { name, device, text: lines.join('\n') }, `${lines.join('\n')}\n`)
    }
    if (peers.length === 0)
      output.note('No machine has a name here. To give it one: comice peer add <name> <key>')
  })

/** The host key belongs to the machine and not to the name that it has here, or to an address that it does not have. */
function sshOptions(device: string, proxy: string): Record<string, string> {
  return { HostKeyAlias: `comice-${device}`, CheckHostIP: 'no', ProxyCommand: proxy }
}

/** This program again, for a shell; ssh puts other things for percent signs. */
function proxyCommand({ globals }: Line<unknown>, device: string, target?: string): string {
  const [node = '', program = ''] = process.argv
  const { COMICE_HOME: home } = process.env
  const words = [
    ...(home === undefined ? [] : ['env', `COMICE_HOME=${home}`]),
    ...[node, ...process.execArgv, program, ...globalWords(globals), 'ssh-proxy', device],
    ...(target === undefined ? [] : ['--target', target]),
  ]
  return words.map(quoted).join(' ').replaceAll('%', '%%')
}

function globalWords({ profile, bootstrap }: GlobalOptions): string[] {
  return [
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(bootstrap === undefined ? [] : ['--bootstrap', bootstrap.join(',')]),
  ]
}

function quoted(word: string): string {
  return /^[\w./:=@,+-]+$/u.test(word) ? word : `'${word.replaceAll(`'`, `'\\''`)}'`
}

/** In this terminal. @throws SSH_MISSING */
function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    // Ctrl-C reaches ssh from the terminal; this process waits for what it makes of it.
    const wait = () => undefined
    process.on('SIGINT', wait)
    child.once('error', () => reject(TerminalErrors.SSH_MISSING({})))
    child.once('close', (code, signal) => {
      process.off('SIGINT', wait)
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
}
