/** A page's calls and a backend in one process, over a real channel that can be cut. */
import { createChannelPair, type PageApi, servePage } from '../../src/page/index.ts'
import { createRemote } from '../../src/ui/connect.ts'
import { PageCalls } from '../../src/ui/page-calls.ts'
import type { Remote } from '../../src/ui/remote.ts'

export interface Joined<Api> extends AsyncDisposable {
  readonly api: Remote<Api>
  readonly calls: PageCalls
  withSignal(signal: AbortSignal): Remote<Api>
  /** Bytes that reached the page. */
  readonly receivedBytes: () => number
  /** What the page's end would do when its socket closes. */
  cut(): Promise<void>
  /** A backend again. */
  join(): void
}

export function joined<Api extends PageApi>(api: Api): Joined<Api> {
  const calls = new PageCalls()
  let bytes = 0
  let cut = () => Promise.resolve()
  const join = () => {
    const [pageEnd, backendEnd] = createChannelPair()
    const served = servePage(api, backendEnd)
    const reading = (async () => {
      for await (const message of pageEnd.messages) {
        bytes += message.byteLength
        calls.receive(message)
      }
      calls.lost()
    })()
    calls.open((message) => void pageEnd.send(message))
    cut = async () => {
      pageEnd.close()
      await Promise.all([served, reading])
    }
  }
  join()
  return {
    api: createRemote<Api>(calls),
    calls,
    withSignal: (signal) => createRemote<Api>(calls, signal),
    receivedBytes: () => bytes,
    cut: () => cut(),
    join,
    [Symbol.asyncDispose]: () => cut(),
  }
}
