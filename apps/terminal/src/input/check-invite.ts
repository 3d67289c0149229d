import { decodeInvite } from '@comice/protocol'

/** The text, if it is an invite without a typo; whether it admits anybody, the room says. @throws SECRET_TEXT_INVALID, SECRET_TEXT_NEWER */
export function checkInvite(text: string): string {
  decodeInvite(text)
  return text
}
