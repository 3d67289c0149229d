/**
 * `comice id phrase|recover|backup|restore|lock|unlock`: what has to do with the secrets of a profile. The node has no
 * part in it: a process of its own does it, which ends with the command.
 */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { doIdentityWork, type IdentityAnswer, type IdentityRequest } from '@comice/host/launch'
import { profilePaths } from '@comice/storage/paths'
import { MAX_BACKUP_BYTES } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import {
  knownPassphrase,
  newPassphrase,
  profilePassphrase,
  withProfilePassphrase,
} from '../input/passphrases.ts'
import { readSecretLine } from '../input/read-secret-line.ts'
import { formatPhrase } from '../output/format-phrase.ts'
import { type Run, withDeadline } from '../session/session.ts'
import { stopNode } from '../session/stop-node.ts'

export const phrase: Action<{ 'yes-show': boolean }> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    if (!process.stdout.isTTY && !line.options['yes-show']) throw TerminalErrors.PHRASE_NOT_SHOWN()
    const shown = await withProfilePassphrase(dir, signal, (passphrase) =>
      doIdentityWork(dir, { action: 'phrase', passphrase }, signal),
    )
    output.note('Whoever has these words is you. Write them on paper, and keep that where nobody looks.')
    output.result('phrase', shown, formatPhrase(shown.phrase))
  })

export const recover: Action<unknown> = (line) =>
  withDeadline(line, async (run) => {
    const { dir, signal } = run
    const words = await readSecretLine(undefined, { question: 'Your 24 words: ', signal })
    recovered(run, await doIdentityWork(dir, { action: 'recover', phrase: words }, signal))
  })

export const backup: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    const [file = ''] = line.args
    let chosen: Promise<string> | null = null
    const made = await withProfilePassphrase(dir, signal, async (passphrase) => {
      const backupPassphrase = await (chosen ??= newPassphrase('Passphrase for the backup', signal))
      return doIdentityWork(dir, { action: 'backup', passphrase, backupPassphrase }, signal)
    })
    const bytes = Buffer.from(made.backup, 'base64')
    // Never over a file that is there: it may be the only backup of another identity.
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
      throw TerminalErrors.BACKUP_NOT_WRITTEN({ file, reason: reasonOf(error) }, { cause: error })
    })
    output.result(
      'backup',
      { file, bytes: bytes.byteLength },
      `${file}  your identity, behind the passphrase`,
    )
  })

export const restore: Action<unknown> = (line) =>
  withDeadline(line, async (run) => {
    const [file = ''] = line.args
    const bytes = await readFile(file).catch((error: unknown) => {
      throw TerminalErrors.BACKUP_UNREADABLE({ file, reason: reasonOf(error) }, { cause: error })
    })
    if (bytes.byteLength > MAX_BACKUP_BYTES)
      throw TerminalErrors.BACKUP_UNREADABLE({ file, reason: 'it is too large for a backup' })
    const backupPassphrase = await knownPassphrase('Passphrase of the backup', run.signal)
    const request = { action: 'restore', backup: bytes.toString('base64'), backupPassphrase } as const
    recovered(run, await doIdentityWork(run.dir, request, run.signal))
  })

export const lock: Action<{ keychain: boolean }> = (line) =>
  withDeadline(line, async (run) => {
    if (line.options.keychain) return lockByKeychain(run)
    const { dir, output, signal } = run
    let chosen: Promise<string> | null = null
    await withProfilePassphrase(dir, signal, async (passphrase) => {
      const next = await (chosen ??= newPassphrase('New passphrase for this profile', signal))
      await seal(run, { passphrase, next: { passphrase: next } })
    })
    const by = existsSync(profilePaths(dir).keychain) ? 'keychain-or-passphrase' : 'passphrase'
    output.result('locked', { by }, LOCKED[by])
  })

const LOCKED = {
  passphrase: 'locked: the next start of the node asks for the passphrase',
  keychain: 'locked: the keychain opens the next start of the node, while it is unlocked',
  'keychain-or-passphrase':
    'locked: the keychain opens the next start of the node, and where it does not, the passphrase',
} as const

async function lockByKeychain(run: Run): Promise<void> {
  const { dir, output, signal } = run
  await withProfilePassphrase(dir, signal, (passphrase) => seal(run, { passphrase, next: 'keychain' }))
  const by = existsSync(profilePaths(dir).seal) ? 'keychain-or-passphrase' : 'keychain'
  output.result('locked', { by }, LOCKED[by])
  if (by === 'keychain')
    output.note(
      'Should the keychain lose the key, your 24 words or a backup still make you a new profile; comice id lock adds a passphrase.',
    )
}

export const unlock: Action<{ keychain: boolean }> = (line) =>
  withDeadline(line, async (run) => {
    const { dir, output, signal } = run
    if (line.options.keychain) {
      const passphrase = await profilePassphrase(dir, signal)
      await seal(run, { passphrase, next: 'passphrase-alone' })
      output.result('locked', { by: 'passphrase' }, LOCKED.passphrase)
      return
    }
    await withProfilePassphrase(dir, signal, (passphrase) => seal(run, { passphrase, next: 'nothing' }))
    output.result('unlocked', {}, 'unlocked: the secrets of this profile are plain files again')
  })

/** Changes what opens a profile, which no node may have open. */
async function seal(
  { dir, output, signal }: Run,
  change: Omit<Extract<IdentityRequest, { action: 'seal' }>, 'action'>,
): Promise<void> {
  await stopNode(dir, signal)
  const { entryLeft } = await doIdentityWork(dir, { action: 'seal', ...change }, signal)
  if (entryLeft !== null)
    output.note(
      `The keychain did not open: its entry comice, ${entryLeft}, is still there. Delete it by hand.`,
    )
}

function recovered({ output, options }: Run, { identity, device }: IdentityAnswer['recover']): void {
  const text = `identity  ${identity}\ndevice    ${device}  (new)\nprofile   ${options.profile}`
  output.result('identity', { identity, device, profile: options.profile }, text)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
