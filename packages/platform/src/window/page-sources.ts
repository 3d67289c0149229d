/** HTML and TypeScript as they are served, kept by file until it changes. */
import { MAX_PAGE_SOURCE_BYTES, PAGE_SOURCE_CACHE_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { sourceKind } from './content-type.ts'
import { IMPORT_MAP_HASH, insertImportMap } from './import-map.ts'
import type { PageFile } from './page-file.ts'
import { TypeStripper } from './type-stripper.ts'

export class PageSources {
  readonly #stripper = new TypeStripper()
  /** By tag, the least recently used first. */
  readonly #bodies = new Map<string, Buffer>()
  #bytes = 0

  /** Changes with the file and with whatever is done to it. */
  tagOf(file: PageFile): string {
    const kind = sourceKind(file.name)
    if (kind === 'html') return `"${file.revision}-${IMPORT_MAP_HASH.slice(-8, -1)}"`
    return kind === 'typescript' ? `"${file.revision}-${process.version}"` : `"${file.revision}"`
  }

  /** The prepared body; null for a file that is served as it is. @throws PAGE_SOURCE_INVALID */
  async load(file: PageFile): Promise<Buffer | null> {
    const kind = sourceKind(file.name)
    if (kind === 'as-is') return null
    const tag = this.tagOf(file)
    const known = this.#bodies.get(tag)
    if (known !== undefined) {
      this.#bodies.delete(tag)
      this.#bodies.set(tag, known)
      return known
    }
    if (file.size > MAX_PAGE_SOURCE_BYTES)
      throw PlatformErrors.PAGE_SOURCE_INVALID({ reason: `it has more than ${MAX_PAGE_SOURCE_BYTES} bytes` })
    const source = await file.handle.readFile()
    const body =
      kind === 'html'
        ? insertImportMap(source)
        : Buffer.from(await this.#stripper.strip(source.toString('utf8')))
    this.#keep(tag, body)
    return body
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stripper[Symbol.asyncDispose]()
  }

  #keep(tag: string, body: Buffer): void {
    if (this.#bodies.has(tag)) return
    this.#bodies.set(tag, body)
    this.#bytes += body.length
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#bytes <= PAGE_SOURCE_CACHE_BYTES) return
      this.#bodies.delete(oldest)
      this.#bytes -= length
    }
  }
}
