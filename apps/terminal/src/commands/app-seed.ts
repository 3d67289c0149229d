/** `comice app seed`: gives an app to whoever asks for it, or has a seeder do so. */
import { subscribe } from '@comice/client'
import type { KeepState, SeedView } from '@comice/host'
import { linkOf } from '../app/app-link.ts'
import type { Action } from '../grammar/command.ts'
import { plural } from '../output/format.ts'
import { type Session, withNode } from '../session/session.ts'

export const seed: Action<{ on: string | undefined }> = (line) => {
  const { on } = line.options
  const [word = '.'] = line.args
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
