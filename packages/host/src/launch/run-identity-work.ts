/** Has something done with the secrets of a profile, by a process of its own. */
import { spawn } from 'node:child_process'
import { errorFromWire } from '@comice/protocol'
import { HostErrors } from '../errors.ts'
import type { IdentityAnswer, IdentityRequest } from '../identity/identity-request.ts'
import { nodeRuntime } from './node-runtime.ts'
import { nodeProgram, sourceConditions } from './start-node.ts'

/** @throws what the process refuses, NODE_START_FAILED, NODE_RUNTIME_MISSING */
export async function runIdentityWork<Request extends IdentityRequest>(
  dir: string,
  request: Request,
  signal?: AbortSignal,
): Promise<IdentityAnswer[Request['action']]> {
  const child = spawn(nodeRuntime(), [...sourceConditions(), nodeProgram(), '--identity', '--dir', dir], {
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(signal === undefined ? {} : { signal }),
  })
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', (error) => reject(HostErrors.NODE_START_FAILED({ reason: error.message })))
  })
  // It may end before it has read everything; its answer says why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(request))
  const text = await Promise.race([readAll(child.stdout), failed])
  const answer = parseAnswer<IdentityAnswer[Request['action']]>(text)
  if (answer.error !== undefined) throw errorFromWire(answer.error)
  if (answer.value === undefined) throw HostErrors.NODE_START_FAILED({ reason: 'it did not answer' })
  return answer.value
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

function parseAnswer<Value>(text: string): { error?: unknown; value?: Value } {
  try {
    return JSON.parse(text) as { error?: unknown; value?: Value }
  } catch {
    return {}
  }
}
