import { MAX_GREETED_NAME_BYTES } from '../constants.ts'
import { errors } from '../errors.ts'

export interface GreetingOptions {
  /** Who is greeted; at most `MAX_GREETED_NAME_BYTES` bytes. */
  name: string
}

export interface Greeting {
  readonly text: string
}

/**
 * Says hello. Replace this file by the first noun of the package: the contract first, its factory below.
 *
 * @throws NAME_INVALID for a name that is empty or too long
 */
export function createGreeting({ name }: GreetingOptions): Greeting {
  const bytes = new TextEncoder().encode(name).length
  if (bytes === 0 || bytes > MAX_GREETED_NAME_BYTES)
    throw errors.NAME_INVALID({ maxBytes: MAX_GREETED_NAME_BYTES })
  return { text: `hello ${name}` }
}
