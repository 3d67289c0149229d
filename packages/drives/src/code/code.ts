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
    throw DriveErrors.SEND_CODE_INVALID({ reason: String(error.details['reason']) })
  }
}

/** Where sender and receiver meet. */
export function topicOfCode(code: Code): Uint8Array {
  return topicOfAnyCode('send', code)
}
