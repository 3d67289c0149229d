/**
 * Where local programs have long work done: `GET /work` with `Upgrade: comice-work` and the work's name. After the
 * answer the connection carries the frames of `@comice/protocol`.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorToWire, isComiceError, WORK_FRAMES } from '@comice/protocol'
import type { z } from 'zod'
import { inputProblems } from '../api/input-problems.ts'
import { workStates } from '../api/work-states.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import type { Work } from '../work/work.ts'
import { WorkChannel } from '../work/work-channel.ts'
import { WORKS } from '../work/works.ts'

export const WORK_PATH = '/work'

const ANSWER = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: comice-work\r\n\r\n'

export interface WorkServer {
  /** Takes an upgrade whose caller has been checked. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex) => void
  /** Ends all work. */
  close(): void
}

export function serveWork(services: Services): WorkServer {
  const channels = new Set<WorkChannel>()
  return {
    upgrade: ({ headers }, socket) => {
      const attached = services.duties.attach()
      const channel = new WorkChannel(socket)
      channels.add(channel)
      socket.once('close', () => {
        channels.delete(channel)
        attached[Symbol.dispose]()
      })
      socket.write(ANSWER)
      const name = headers['x-comice-work']
      void serve(services, channel, typeof name === 'string' ? name : '').finally(() => channel.end())
    },
    close: () => {
      for (const channel of channels) channel.destroy()
    },
  }
}

async function serve(services: Services, channel: WorkChannel, name: string): Promise<void> {
  try {
    const work = Object.hasOwn(WORKS, name) ? WORKS[name as keyof typeof WORKS] : null
    if (work === null) throw HostErrors.INPUT_INVALID({ problems: 'there is no such work' })
    // Each is called with the input that its own schema let through.
    await run(work as unknown as AnyWork, services, channel)
  } catch (error) {
    if (channel.signal.aborted) return
    if (!isComiceError(error)) services.peer.logger.error({ error, work: name }, 'work failed')
    await channel.json(WORK_FRAMES.FAILED, errorToWire(error)).catch(() => undefined)
  }
}

type AnyWork = Work<unknown, unknown, unknown, unknown> & { readonly takesContents: boolean }

async function run(work: AnyWork, services: Services, channel: WorkChannel): Promise<void> {
  const { success, data, error } = work.input.safeParse(await channel.input())
  if (!success) throw invalid(error)
  if (!work.takesContents) void channel.untilLeft()
  const states = workStates<unknown, unknown>(channel.signal, (onprogress, signal) =>
    work.run(data, {
      services,
      signal,
      onprogress,
      contents: channel.contents(),
      item: (item) => channel.item(item),
      // It fails only when the program is gone, which ends the work by its signal.
      tell: (item) => void channel.item(item).catch(() => undefined),
      send: (bytes) => channel.send(bytes),
    }),
  )
  for await (const state of states) {
    if (state.kind === 'done' || state.progress !== null) await channel.json(WORK_FRAMES.STATE, state)
  }
}

function invalid({ issues }: z.ZodError): Error {
  return HostErrors.INPUT_INVALID({ problems: inputProblems(issues) })
}
