/** What happens to a send, as lines that stay: who receives it, and who tried a wrong code. */
import type { ReceiverView, SendView, TransferView } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { plural } from './format.ts'
import type { Output } from './output.ts'

export class SendNews {
  readonly #output: Output
  #receivers: ReadonlyMap<string, ReceiverView> = new Map()
  #wrongGuesses = 0

  constructor(output: Output) {
    this.#output = output
  }

  look(view: TransferView): readonly (() => void)[] {
    if (view.kind !== 'send') return []
    const before = this.#receivers
    this.#receivers = new Map(view.receivers.map((receiver) => [receiver.id, receiver]))
    const changed = view.receivers.filter(({ id, phase }) => before.get(id)?.phase !== phase)
    const gone = [...before.values()].filter(({ id }) => !this.#receivers.has(id))
    return [
      ...this.#guesses(view),
      ...changed.map((receiver) => () => this.#tell(receiver, view)),
      ...gone.map((receiver) => () => this.#tellGone(receiver)),
    ]
  }

  #guesses({ wrongGuesses }: SendView): (() => void)[] {
    if (wrongGuesses <= this.#wrongGuesses) return []
    this.#wrongGuesses = wrongGuesses
    return [
      () => {
        if (this.#output.isJson) this.#output.result('guess', { wrongGuesses }, '')
        else this.#output.note(`Somebody tried a wrong code; the fifth ends this one (${wrongGuesses} of 5).`)
      },
    ]
  }

  #tell(receiver: ReceiverView, view: SendView): void {
    if (this.#output.isJson) this.#output.result('receiver', receiver, '')
    else {
      const text = receiverText(receiver, view)
      if (text !== null) this.#output.note(text)
    }
  }

  #tellGone(receiver: ReceiverView): void {
    if (this.#output.isJson) this.#output.result('receiver', { ...receiver, phase: 'gone' }, '')
    else this.#output.note('The receiver did not want it, or has gone.')
  }
}

/** Null: the line that shows how far it is says it. */
function receiverText({ phase, receipt, isFast, trouble }: ReceiverView, view: SendView): string | null {
  switch (phase) {
    case 'deciding':
      return 'Somebody has the code, and sees what it is.'
    case 'receiving':
      return isFast ? 'It is being received, over a direct path.' : 'It is being received.'
    case 'away':
      return trouble === null ? 'The receiver is away.' : `The receiver is away: ${trouble}`
    case 'done':
      if (view.maxReceivers === 1 || receipt === null) return null
      return `One more has it: ${plural(receipt.files, 'file')} (${byteSize(receipt.bytes)}).`
  }
}
