/** Which forwards a `comice forward` asks for: that of its target, and one for each -L and -R. */
import path from 'node:path'
import type { ForwardAddress } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import type { Line } from '../grammar/command.ts'
import { parseForwardSpec } from './forward-spec.ts'

export interface ForwardOptions {
  readonly local: string | undefined
  readonly remote: string | undefined
  readonly socks: boolean
  readonly bind: string | undefined
  readonly bulk: boolean
  readonly background: boolean
  readonly 'local-forward': readonly string[]
  readonly 'remote-forward': readonly string[]
}

/** It listens here, or at the machine. */
export type ForwardWish =
  | { readonly way: 'here'; readonly address: ForwardAddress; readonly target: string | null }
  | { readonly way: 'there'; readonly address: string; readonly target: string }

/** One at least. @throws USAGE */
export function forwardWishes({ args: [, target], options }: Line<ForwardOptions>): ForwardWish[] {
  const { socks, 'local-forward': here, 'remote-forward': there } = options
  const specs = [...here.map(wishHere), ...there.map(wishThere)]
  if (target !== undefined && socks) throw oneOf()
  if (target !== undefined || socks) return [named(target ?? null, options), ...specs]
  if (specs.length === 0) throw oneOf()
  if ((options.local ?? options.remote ?? options.bind) !== undefined)
    throw usage('--local, --remote and --bind are for a target', 'comice forward pi -L 8080:127.0.0.1:80')
  return specs
}

function named(target: string | null, options: ForwardOptions): ForwardWish {
  const { remote, local, bind } = options
  if (remote === undefined) return { way: 'here', address: localAddress(options), target }
  if (target === null || (local ?? bind) !== undefined)
    throw usage(
      '--remote goes without --local, --bind and --socks',
      'comice forward pi 127.0.0.1:3000 --remote 8080',
    )
  return { way: 'there', address: remoteAddress(remote), target }
}

function wishHere(text: string): ForwardWish {
  const { listen, target } = specOf('-L', text)
  if (listen.kind === 'unix') return { way: 'here', address: listen, target }
  const { bind, port } = listen
  return { way: 'here', address: { kind: 'tcp', host: bind.replaceAll(/[[\]]/gu, ''), port }, target }
}

function wishThere(text: string): ForwardWish {
  const { listen, target } = specOf('-R', text)
  const address = listen.kind === 'unix' ? `unix:${listen.path}` : `${listen.bind}:${listen.port}`
  return { way: 'there', address, target }
}

function specOf(option: string, text: string) {
  const spec = parseForwardSpec(text)
  if (spec === null)
    throw usage(
      `${option} is [bind:]port:host:hostport, with the absolute path of a socket for either side`,
      `comice forward pi ${option} 8080:127.0.0.1:80`,
    )
  return spec
}

/** A port alone is one of the machine's loopback address. */
function remoteAddress(text: string): string {
  return /^\d{1,5}$/u.test(text) ? `127.0.0.1:${text}` : text
}

function localAddress({ local = '0', bind }: ForwardOptions): ForwardAddress {
  if (local.startsWith('unix:')) return { kind: 'unix', path: path.resolve(local.slice('unix:'.length)) }
  const port = Number(local)
  if (!/^\d{1,5}$/u.test(local) || port > 65_535)
    throw usage('--local is a port or unix:<path>', 'comice forward pi web --local 8080')
  return { kind: 'tcp', host: bind ?? '127.0.0.1', port }
}

function oneOf(): Error {
  return usage('either a target, --socks, or -L and -R are needed', 'comice forward pi web --local 8080')
}

function usage(problem: string, hint: string): Error {
  return TerminalErrors.USAGE({ problem, hint })
}
