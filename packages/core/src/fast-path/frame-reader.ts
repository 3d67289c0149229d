/** Reads a secret stream frame by frame, and leaves what was not asked for to whoever reads on. */
import type NoiseSecretStream from '@hyperswarm/secret-stream'

/** The next frame; null when the stream ended. One caller at a time. */
export async function readFrame(stream: NoiseSecretStream): Promise<Uint8Array | null> {
  for (;;) {
    const frame = stream.read()
    if (frame !== null) return frame
    if (stream.destroying || !(await readable(stream))) return null
  }
}

/** `read` alone would not do: it takes a listener of 'readable' for the stream to fill its buffer and tell. */
function readable(stream: NoiseSecretStream): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (open: boolean) => {
      stream.off('readable', onreadable)
      stream.off('end', onend)
      stream.off('close', onend)
      resolve(open)
    }
    const onreadable = () => settle(true)
    const onend = () => settle(false)
    stream.on('readable', onreadable)
    stream.on('end', onend)
    stream.on('close', onend)
  })
}
