/** The beginning of a file as text. */
import { toComiceError } from '@comice/client'
import { type ComiceError, errorFromWire, sanitizeText } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { TEXT_PREVIEW_BYTES } from '../constants.ts'
import { WindowErrors } from '../errors.ts'

export type TextState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  /** It is bytes that nobody reads. */
  | { readonly kind: 'binary' }
  | { readonly kind: 'failed'; readonly error: ComiceError }

export function useText(address: string, bytes: number): TextState {
  const [state, setState] = useState<{ address: string; state: TextState } | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const show = (next: TextState) => leaving.signal.aborted || setState({ address, state: next })
    load(address, bytes, leaving.signal).then(show, (error: unknown) =>
      show({ kind: 'failed', error: toComiceError(error) }),
    )
    return () => leaving.abort()
  }, [address, bytes])
  return state?.address === address ? state.state : { kind: 'loading' }
}

async function load(address: string, bytes: number, signal: AbortSignal): Promise<TextState> {
  if (bytes === 0) return { kind: 'text', text: '', isCut: false }
  const headers = { range: `bytes=0-${TEXT_PREVIEW_BYTES - 1}` }
  const response = await fetch(address, { headers, signal }).catch((error: unknown) => {
    throw signal.aborted ? error : WindowErrors.NODE_GONE({})
  })
  if (!response.ok) throw errorFromWire(await response.json())
  const contents = new Uint8Array(await response.arrayBuffer())
  if (contents.includes(0)) return { kind: 'binary' }
  const isCut = bytes > contents.length
  // A character may be cut at the end of what was asked for, and nowhere else.
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(contents, { stream: isCut })
  return { kind: 'text', text: readable(text), isCut }
}

/** Nothing hides or reorders what stands beside it; tabs and lines stay. */
function readable(text: string): string {
  return text
    .split('\t')
    .map((part) => sanitizeText(part, { newlines: true }))
    .join('\t')
}
