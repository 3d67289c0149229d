/**
 * How many wrong guesses a secret survives. The owner of a secret keeps one for it, as long as the secret is good, and
 * gives it to every run.
 */
import { MAX_WRONG_GUESSES } from '../constants.ts'

/** A guess under way. What is not taken back was wrong. */
export interface Guess {
  /** The other end has proven that it knows the secret. */
  wasRight(): void
}

export interface GuessLimit {
  /** Wrong guesses so far; those under way count until they prove right. */
  readonly wrong: number
  readonly isOver: boolean
  /** Null when the secret is over, or the connection had its guess. */
  begin(connection: object): GuessTurn | null
}

/** One connection's only turn. */
export interface GuessTurn {
  /** Called in the moment in which the other end can learn whether its guess is right. Null when the secret is over. */
  reveal(): Guess | null
}

/** `max` wrong guesses, default {@link MAX_WRONG_GUESSES}; `wrong` of them already made, as the owner has written down. */
export function createGuessLimit({ max = MAX_WRONG_GUESSES, wrong = 0 } = {}): GuessLimit {
  const seen = new WeakSet<object>()
  let made = wrong
  const isOver = () => made >= max
  const reveal = (): Guess | null => {
    if (isOver()) return null
    made++
    let open = true
    return {
      wasRight() {
        if (open) made--
        open = false
      },
    }
  }
  return {
    get wrong() {
      return made
    },
    get isOver() {
      return isOver()
    },
    begin(connection) {
      if (isOver() || seen.has(connection)) return null
      seen.add(connection)
      return { reveal }
    },
  }
}
