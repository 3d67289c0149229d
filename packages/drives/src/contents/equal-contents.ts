/** Whether two streams of any pieces hold the same bytes. Neither is read further than that takes. */
export async function equalContents(
  left: AsyncIterable<Uint8Array>,
  right: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const [a, b] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()]
  try {
    let [x, y]: [Uint8Array | null, Uint8Array | null] = await Promise.all([nextPiece(a), nextPiece(b)])
    while (x !== null && y !== null) {
      const length = Math.min(x.byteLength, y.byteLength)
      if (Buffer.compare(x.subarray(0, length), y.subarray(0, length)) !== 0) return false
      const [restX, restY]: [Uint8Array, Uint8Array] = [x.subarray(length), y.subarray(length)]
      x = restX.byteLength > 0 ? restX : await nextPiece(a)
      y = restY.byteLength > 0 ? restY : await nextPiece(b)
    }
    return x === null && y === null
  } finally {
    await Promise.all([a.return?.(), b.return?.()])
  }
}

/** The next piece that is not empty. */
async function nextPiece(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (;;) {
    const next = await pieces.next()
    if (next.done === true) return null
    if (next.value.byteLength > 0) return next.value
  }
}
