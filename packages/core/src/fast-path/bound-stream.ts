/**
 * A Noise connection over a TCP socket that can only be the continuation of a connection over UDX: between the same two
 * device keys, and bound to that connection's handshake and to one ask on it.
 */
import type { Socket } from 'node:net'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { failure, isEqualBytes, type Result, success } from '@comice/protocol'
import b4a from 'b4a'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { FAST_PATH_KEEP_ALIVE_MS } from '../constants.ts'
import { readFrame } from './frame-reader.ts'
import { sealQuickly } from './quick-seal.ts'
import { giveSentBack } from './sent-frames.ts'
import { answerProbe, isGood, type PathQuality, probePath } from './path-probe.ts'

/** What both ends of a path must agree on. */
export interface PathBinding {
  readonly keyPair: KeyPair
  /** Of the other end, as the connection over UDX has proven it. */
  readonly remotePublicKey: Uint8Array
  /** Hash of that connection's handshake. */
  readonly outerHash: Uint8Array
  readonly id: Uint8Array
  readonly proof: Uint8Array
}

export interface PathEnd extends PathBinding {
  readonly isDialler: boolean
  /** How long TCP took to connect, at the end that dialled. */
  readonly connectMs?: number
}

export interface BoundStream {
  readonly stream: NoiseSecretStream<Socket>
  /** As the end that dialled has measured it; null at the other one. */
  readonly quality: PathQuality | null
}

/** `UNREACHABLE`: no TCP connection · `REFUSED`: not the other end, or it does not follow · `SLOW`: see path-probe.ts. */
export type BoundStreamFailure = 'UNREACHABLE' | 'REFUSED' | 'SLOW'

const CONTEXT = b4a.from('comice/fast-path/1')
const DIALLER = Uint8Array.of(1)
const LISTENER = Uint8Array.of(2)

/** Authenticates, binds and measures. The stream is destroyed when it fails, or when `signal` aborts before. */
export async function bindStream(
  socket: Socket,
  binding: PathEnd & { guard: (stream: NoiseSecretStream) => void },
  signal: AbortSignal,
): Promise<Result<BoundStream, BoundStreamFailure>> {
  const { isDialler, keyPair, remotePublicKey } = binding
  socket.setNoDelay(true)
  // The connection may outlive the link, or a firewall may change its mind; an end that only reads would wait for ever.
  socket.setKeepAlive(true, FAST_PATH_KEEP_ALIVE_MS)
  const stream = new NoiseSecretStream(isDialler, socket, {
    // The end that dials names whom it means by its first message; nobody else can even read it.
    pattern: 'IK',
    keyPair,
    enableSend: false,
    ...(isDialler && { remotePublicKey: b4a.from(remotePublicKey) }),
  })
  stream.on('error', () => undefined)
  binding.guard(stream)
  const abort = () => stream.destroy()
  // Sockets are half-open, so that an end does not close them; within the handshake it means a refusal.
  socket.once('end', () => {
    if (!stream.connected) abort()
  })
  signal.addEventListener('abort', abort, { once: true })
  const bound = signal.aborted ? failure('REFUSED' as const) : await proveAndProbe(stream, binding)
  signal.removeEventListener('abort', abort)
  if (!bound.ok) stream.destroy()
  return bound
}

async function proveAndProbe(
  stream: NoiseSecretStream<Socket>,
  binding: PathEnd,
): Promise<Result<BoundStream, BoundStreamFailure>> {
  const { isDialler, remotePublicKey } = binding
  if (!(await stream.opened) || stream.handshakeHash === null) return failure('REFUSED')
  if (!isEqualBytes(stream.remotePublicKey, remotePublicKey)) return failure('REFUSED')
  sealQuickly(stream)
  giveSentBack(stream)
  const [ours, theirs] = isDialler ? [DIALLER, LISTENER] : [LISTENER, DIALLER]
  stream.write(bindingOf(stream.handshakeHash, binding, ours))
  const frame = await readFrame(stream)
  const expected = bindingOf(stream.handshakeHash, binding, theirs)
  if (frame === null || !isEqualBytes(frame, expected)) return failure('REFUSED')
  if (!isDialler) return (await answerProbe(stream)) ? success({ stream, quality: null }) : failure('SLOW')
  const quality = await probePath(stream, binding.connectMs)
  if (quality === null) return failure('REFUSED')
  return isGood(quality) ? success({ stream, quality }) : failure('SLOW')
}

/** Says that its sender means this Noise handshake to belong to that connection and that ask. */
function bindingOf(innerHash: Uint8Array, binding: PathBinding, role: Uint8Array): Uint8Array {
  return crypto.hash([CONTEXT, binding.outerHash, binding.id, binding.proof, innerHash, role])
}
