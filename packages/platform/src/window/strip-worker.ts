/** The thread of {@link TypeStripper}: takes sources one by one, gives them back without their types. */
import { stripTypeScriptTypes } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { StripAnswer } from './type-stripper.ts'

parentPort?.on('message', (source: string) => parentPort?.postMessage(answer(source)))

function answer(source: string): StripAnswer {
  try {
    return { ok: true, code: stripTypeScriptTypes(source) }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    const isSource = code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
    // Anything else is the parser's own end: after a source that was too deep it fails for all.
    return { ok: false, reason: String(message).slice(0, 300), isBroken: !isSource }
  }
}
