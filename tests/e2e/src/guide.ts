/** A page of the documentation as something that can be done: its fences, in order. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Fence {
  readonly language: string
  readonly code: string
  /** The heading that it stands below. */
  readonly section: string
}

const GUIDES = fileURLToPath(new URL('../../../docs/guides/', import.meta.url))

export async function readFences(name: string): Promise<Fence[]> {
  const page = await readFile(`${GUIDES}/${name}`, 'utf8')
  return page.split(/^## /mu).flatMap((part) => {
    const section = part.slice(0, part.indexOf('\n'))
    const fences = part.matchAll(/^```(?<language>\w+)\n(?<code>.*?)^```$/gmsu)
    return [...fences].map(({ groups = {} }) => {
      const { language = '', code = '' } = groups
      return { section, language, code }
    })
  })
}

/** A line of output as a page shows it: `…` stands for anything. */
export function lineLike(shown: string): RegExp {
  const parts = shown.split('…').map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'u')
}
