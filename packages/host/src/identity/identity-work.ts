/**
 * What is done with the secrets of a profile: in a process of its own, never by the node, so that no client of the node
 * can ask for the phrase. Request and answer are one line of JSON each, on stdin and stdout: no secret stands in an
 * argument or in the environment, where others may see it.
 */
import path from 'node:path'
import {
  CoreErrors,
  decodeBackup,
  encodeBackup,
  type Identity,
  IDENTITY_SECRETS,
  parseCode,
  parseHostPort,
  readPhrase,
  recoverIdentity,
} from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { removeSearchFile } from '@comice/rooms'
import { changeSeal, openProfile, readSecrets } from '@comice/storage'
import { HostErrors } from '../errors.ts'
import { SEARCH_FILE } from '../services/searching.ts'
import type { IdentityAnswer, IdentityRequest } from './identity-request.ts'

/** @throws what storage and core throw for it, IDENTITY_MISSING */
export async function doIdentityWork<Request extends IdentityRequest>(
  dir: string,
  request: Request,
): Promise<IdentityAnswer[Request['action']]>
export async function doIdentityWork(
  dir: string,
  request: IdentityRequest,
): Promise<IdentityAnswer[keyof IdentityAnswer]> {
  switch (request.action) {
    case 'phrase':
      return { phrase: await phraseOf(dir, request.passphrase) }
    case 'backup': {
      const phrase = await phraseOf(dir, request.passphrase)
      const bytes = await encodeBackup({ phrase, createdAt: Date.now() }, request.backupPassphrase)
      return { backup: Buffer.from(bytes).toString('base64') }
    }
    case 'recover':
      return recover(dir, request.phrase)
    case 'link':
      return link(dir, request)
    case 'restore': {
      const bytes = Buffer.from(request.backup, 'base64')
      const { phrase, createdAt } = await decodeBackup(bytes, request.backupPassphrase)
      return { ...(await recover(dir, phrase)), createdAt }
    }
    case 'seal': {
      const changed = await changeSeal(dir, { passphrase: request.passphrase, next: request.next })
      // The texts of messages stand in it, and nobody needs a key to read it.
      if (request.next !== 'nothing') await removeSearchFile(path.join(dir, SEARCH_FILE))
      return changed
    }
  }
}

async function phraseOf(dir: string, passphrase: string | undefined): Promise<string> {
  const secrets = await readSecrets(dir, passphrase)
  const phrase = await secrets.get(IDENTITY_SECRETS.phrase)
  if (phrase === null) {
    const isLinked = (await secrets.get(IDENTITY_SECRETS.attestation)) !== null
    throw isLinked ? CoreErrors.PHRASE_ELSEWHERE({}) : HostErrors.IDENTITY_MISSING({})
  }
  return Buffer.from(phrase).toString()
}

async function link(
  dir: string,
  { code, bootstrap, timeoutMs }: Extract<IdentityRequest, { action: 'link' }>,
): Promise<IdentityAnswer['link']> {
  // Before anything is made.
  parseCode(code)
  const { takeLink } = await import('@comice/core/link')
  const network = bootstrap === undefined ? {} : { bootstrap: bootstrap.map((text) => parseHostPort(text)) }
  await using profile = await openProfile({ dir, name: path.basename(dir) })
  const options = { code, network, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  return keysOf(await takeLink(profile.secrets, options))
}

async function recover(dir: string, text: string): Promise<IdentityAnswer['recover']> {
  // Before anything is made.
  const phrase = await readPhrase(text)
  await using profile = await openProfile({ dir, name: path.basename(dir) })
  return keysOf(await recoverIdentity(profile.secrets, phrase))
}

function keysOf({ publicKey, device }: Identity): IdentityAnswer['recover'] {
  return { identity: encodeKey(publicKey), device: encodeKey(device.publicKey) }
}
