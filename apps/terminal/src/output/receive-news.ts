/** What happens to what is received, as lines that stay. */
import type { TransferView } from '@comice/host'
import type { Output } from './output.ts'

export class ReceiveNews {
  readonly #output: Output
  #isAway = false

  constructor(output: Output) {
    this.#output = output
  }

  look(view: TransferView): readonly (() => void)[] {
    const isAway = view.phase === 'away'
    if (isAway === this.#isAway) return []
    this.#isAway = isAway
    const text = isAway
      ? 'The sender is away. It goes on when it comes back; Ctrl-C ends it.'
      : 'The sender is back.'
    return view.phase === 'failed' || view.phase === 'done' ? [] : [() => this.#output.note(text)]
  }
}
