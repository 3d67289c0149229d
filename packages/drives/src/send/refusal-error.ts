import type { ComiceError } from '@comice/protocol'
import { MAX_WRONG_CODES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { SendRefusal } from './frame-encoding.ts'

/** What a receiver says when a sender refuses. */
export function refusalError(reason: SendRefusal): ComiceError {
  switch (reason) {
    case 'expired':
      return DriveErrors.SEND_EXPIRED({})
    case 'taken':
      return DriveErrors.SEND_TAKEN({})
    case 'guesses-used':
      return DriveErrors.SEND_GUESSES_USED({ guesses: MAX_WRONG_CODES })
    case 'lost':
      return DriveErrors.SEND_STREAM_LOST({})
    case 'stopped':
    case 'refused':
      return DriveErrors.SEND_WITHDRAWN({})
  }
}
