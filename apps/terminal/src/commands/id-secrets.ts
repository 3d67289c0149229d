/**
 * `comice id phrase|recover|backup|restore|lock|unlock`: what has to do with the secrets of a profile. The node has no
 * part in it: a process of its own does it, which ends with the command.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { doIdentityWork, type IdentityAnswer } from '@comice/host/launch'
import { MAX_BACKUP_BYTES } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { knownPassphrase, newPassphrase, profilePassphrase } from '../input/passphrases.ts'
import { readSecretLine } from '../input/read-secret-line.ts'
import { formatPhrase } from '../output/format-phrase.ts'
import { type Run, withDeadline } from '../session/session.ts'
import { stopNode } from '../session/stop-node.ts'

export const phrase: Action<{ 'yes-show': boolean }> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    if (!process.stdout.isTTY && !line.options['yes-show']) throw TerminalErrors.PHRASE_NOT_SHOWN()
    const passphrase = await profilePassphrase(dir, signal)
    const shown = await doIdentityWork(dir, { action: 'phrase', passphrase }, signal)
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
    const passphrase = await profilePassphrase(dir, signal)
    const backupPassphrase = await newPassphrase('Passphrase for the backup', signal)
    const made = await doIdentityWork(dir, { action: 'backup', passphrase, backupPassphrase }, signal)
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

export const lock: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    const passphrase = await profilePassphrase(dir, signal)
    const next = await newPassphrase('New passphrase for this profile', signal)
    await stopNode(dir, signal)
    await doIdentityWork(dir, { action: 'lock', passphrase, next }, signal)
    output.result('locked', {}, 'locked: the next start of the node asks for the passphrase')
  })

export const unlock: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    const passphrase = await profilePassphrase(dir, signal)
    await stopNode(dir, signal)
    await doIdentityWork(dir, { action: 'unlock', passphrase }, signal)
    output.result('unlocked', {}, 'unlocked: the secrets of this profile are plain files again')
  })

function recovered({ output, options }: Run, { identity, device }: IdentityAnswer['recover']): void {
  const text = `identity  ${identity}\ndevice    ${device}  (new)\nprofile   ${options.profile}`
  output.result('identity', { identity, device, profile: options.profile }, text)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
