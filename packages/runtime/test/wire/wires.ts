/** Two ends of a wire over a duplex in the process, whose bytes the test can hold back, change and write. */
import { createWire as createCable, type Wire as Cable } from '@comice/testkit'
import { Wire, type WireHandlers } from '../../src/wire/wire.ts'

export interface Wires extends AsyncDisposable {
  readonly app: Wire
  readonly node: Wire
  readonly cable: Cable
}

export function createWires(handlers: {
  app?: WireHandlers
  node?: WireHandlers & { maxStreams?: number }
}): Wires {
  const cable = createCable()
  const app = new Wire(cable.left, { side: 'app', ...handlers.app })
  const node = new Wire(cable.right, { side: 'node', ...handlers.node })
  return {
    app,
    node,
    cable,
    [Symbol.asyncDispose]: async () => {
      app.destroy()
      node.destroy()
      await cable[Symbol.asyncDispose]()
    },
  }
}
