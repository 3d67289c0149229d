/**
 * Passphrases: from a descriptor for the lock of a profile, hidden at a prompt, or as the first line of a pipe. Never an
 * argument or a variable, which other programs of the machine can read.
 */
import { createReadStream, existsSync } from 'node:fs'
import { isComiceError } from '@comice/protocol'
import { profilePaths } from '@comice/storage/paths'
import { TerminalErrors } from '../errors.ts'
import { firstLine } from './first-line.ts'

/** Names the descriptor that a program which starts us has opened. */
const DESCRIPTOR = process.env['COMICE_PASSPHRASE_FD']

/** That of a profile; undefined when it has none, or nobody can be asked. @throws DESCRIPTOR_INVALID */
export async function profilePassphrase(dir: string, signal: AbortSignal): Promise<string | undefined> {
  if (!existsSync(profilePaths(dir).seal)) return undefined
  if (DESCRIPTOR !== undefined) return readDescriptor(DESCRIPTOR)
  if (!process.stdin.isTTY) return undefined
  return ask('Passphrase of this profile: ', signal)
}

/**
 * Does `work` with the passphrase of a profile. Where the keychain opens it, that is tried first, and nobody is asked.
 * @throws DESCRIPTOR_INVALID, and what `work` throws
 */
export async function withProfilePassphrase<T>(
  dir: string,
  signal: AbortSignal,
  work: (passphrase: string | undefined) => Promise<T>,
): Promise<T> {
  if (!existsSync(profilePaths(dir).keychain)) return work(await profilePassphrase(dir, signal))
  try {
    return await work(undefined)
  } catch (error) {
    const passphrase = isComiceError(error, 'PASSPHRASE_NEEDED')
      ? await profilePassphrase(dir, signal)
      : undefined
    if (passphrase === undefined) throw error
    return work(passphrase)
  }
}

/** One that somebody chooses now; typed twice. @throws PASSPHRASES_DIFFER */
export async function newPassphrase(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) return firstLine(process.stdin)
  const chosen = await ask(`${question}: `, signal)
  if ((await ask('Again: ', signal)) !== chosen) throw TerminalErrors.PASSPHRASES_DIFFER()
  return chosen
}

/** One that was chosen before. */
export async function knownPassphrase(question: string, signal: AbortSignal): Promise<string> {
  return process.stdin.isTTY ? ask(`${question}: `, signal) : firstLine(process.stdin)
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { promptHidden } = await import('./prompt-hidden.ts')
  return promptHidden(question, signal)
}

async function readDescriptor(text: string): Promise<string> {
  const fd = /^\d{1,4}$/u.test(text) ? Number(text) : -1
  if (fd < 0) throw TerminalErrors.DESCRIPTOR_INVALID({ found: text })
  try {
    return await firstLine(createReadStream('', { fd, autoClose: false }) as AsyncIterable<Buffer>)
  } catch (error) {
    throw TerminalErrors.DESCRIPTOR_INVALID({ found: text }, { cause: error })
  }
}
