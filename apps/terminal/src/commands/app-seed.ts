/** `comice app seed`: gives an app to whoever asks for it, or has a seeder do so. */
import { subscribe } from '@comice/client'
import type { KeepState, SeedView } from '@comice/host'
import { linkOf } from '../app/app-link.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { plural } from '../output/format.ts'
import { type Session, withNode } from '../session/session.ts'

interface SeedOptions {
  readonly on: string | undefined
  readonly off: string | undefined
}

/** What stands for this node, where a seeder's key could. */
const HERE = 'here'

export const seed: Action<SeedOptions> = (line) => {
  const { on, off } = line.options
  const [word = '.'] = line.args
  if (on !== undefined && off !== undefined)
    throw TerminalErrors.USAGE({ problem: 'it takes --on or --off', hint: 'use one of them' })
  if (off !== undefined) return withNode(line, (session) => withdraw(session, word, off))
  return on === undefined
    ? withNode(line, (session) => seedHere(session, word), { follow: true })
    : withNode(line, (session) => seedOn(session, word, on))
}

async function seedHere(session: Session, word: string): Promise<void> {
  const { api, output, signal } = session
  const link = await linkOf(session, word)
  output.note(`${link} is given to whoever asks, until Ctrl-C.`)
  for await (const state of subscribe<{ link: string }, SeedView>(
    api.apps.author.seed,
    { link },
    { signal },
  )) {
    output.result('seed', state, formatSeed(state))
  }
}

function formatSeed({ peers, blocks, heldBlocks }: SeedView): string {
  const whole = blocks > 0 && heldBlocks === blocks
  const held = whole ? `all ${blocks} blocks are here` : `${heldBlocks} of ${blocks} blocks are here`
  return `${plural(peers, 'peer')} connected, ${held}`
}

async function withdraw(session: Session, word: string, off: string): Promise<void> {
  const { api, output } = session
  const link = await linkOf(session, word)
  const seeder = off === HERE ? null : off
  const { withdrawn } = await api.apps.author.withdraw.mutate({ link, seeder })
  const who = seeder === null ? 'this node' : 'the seeder'
  const text = withdrawn ? `${who} is no longer asked to give it` : `${who} was not asked to give it`
  output.result('withdrawn', { link, seeder, withdrawn }, text)
}

async function seedOn(session: Session, word: string, seeder: string): Promise<void> {
  const { api, output, signal, timeoutMs } = session
  const wish = { link: await linkOf(session, word), seeder, timeoutMs }
  for await (const state of subscribe<typeof wish, KeepState>(api.apps.author.keep, wish, { signal })) {
    output.result('keep', state, formatKeep(state))
  }
}

function formatKeep({ held, total, done }: KeepState): string {
  return done ? 'the seeder holds all of it' : `the seeder holds ${held} of ${total} cores`
}
