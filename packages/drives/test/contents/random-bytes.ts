import { createCipheriv, createHash } from 'node:crypto'

/** As good as random, and the same each time. */
export function randomBytes(seed: string, bytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}
