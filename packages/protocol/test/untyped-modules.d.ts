/** The field's own modules, which ours are held against. */
declare module 'z32' {
  const z32: { encode(bytes: Uint8Array): string; decode(text: string): Uint8Array }
  export default z32
}

declare module 'pear-link' {
  interface ParsedLink {
    protocol: string
    pathname: string
    search: string
    hash: string
    drive: {
      key: Uint8Array | null
      length: number | null
      fork: number | null
      hash: Uint8Array | null
      alias?: string | null
    }
  }
  const pearLink: { parse(link: string): ParsedLink; serialize(link: unknown): string }
  export default pearLink
}

declare module 'hyperschema/runtime' {
  export const c: unknown
}
