/** Codes of sends: those of core, under the name of what they open and with this package's error. */
import { type Code, parseCode as parseAnyCode, topicOfCode as topicOfAnyCode } from '@comice/core'
import { isComiceError } from '@comice/protocol'
import { DriveErrors } from '../errors.ts'

export { type Code, createCode, formatCode, secretOfCode } from '@comice/core'

/** As core's, for codes of sends. @throws SEND_CODE_INVALID with the word that was probably meant */
export function parseCode(text: string): Code {
  try {
    return parseAnyCode(text)
  } catch (error) {
    if (!isComiceError(error, 'CODE_INVALID')) throw error
    const { reason } = error.details
    throw DriveErrors.SEND_CODE_INVALID({ reason: typeof reason === 'string' ? reason : error.message })
  }
}

/** Where sender and receiver meet. */
export function topicOfCode(code: Code): Uint8Array {
  return topicOfAnyCode('send', code)
}
