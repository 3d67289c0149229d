/** Numbers in options, refused with words when they are none. */
import { InvalidArgumentError } from 'commander'
import { MAX_EXPIRES_HOURS, MAX_TIMEOUT_S } from '../constants.ts'

/** A whole number from 0. */
export function whole(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('expected a whole number from 0.')
  }
  return value
}

/** Hours, in ms; 0 stays 0. */
export function hoursToMs(text: string): number {
  const hours = Number(text)
  if (text.trim() === '' || !(hours >= 0 && hours <= MAX_EXPIRES_HOURS)) {
    throw new InvalidArgumentError(`expected hours from 0 to ${MAX_EXPIRES_HOURS}.`)
  }
  return Math.ceil(hours * 3_600_000)
}

/** Seconds above 0, in ms. */
export function secondsToMs(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_S)) {
    throw new InvalidArgumentError(`expected seconds above 0, up to ${MAX_TIMEOUT_S}.`)
  }
  return Math.ceil(seconds * 1000)
}

export function commaList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.includes(''))
    throw new InvalidArgumentError('expected host:port, several of them with commas between.')
  return parts
}
