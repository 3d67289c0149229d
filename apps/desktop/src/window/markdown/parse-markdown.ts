/**
 * The part of Markdown that messages may have: bold, italic, struck out, code, blocks of code, links, lists, quotes.
 * No HTML, no images, no headings, no tables. What comes out are nodes with texts in them, from which elements are made;
 * nothing of it ever becomes HTML.
 */
import MarkdownIt, { type Token } from 'markdown-it'
import { MAX_MARKDOWN_DEPTH } from '../constants.ts'

export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  /** Between words. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly children: MarkdownNode[] }
  | { readonly kind: 'numbers'; readonly start: number; readonly children: MarkdownNode[] }
  | {
      readonly kind: 'paragraph' | 'strong' | 'em' | 'struck' | 'quote' | 'bullets' | 'item'
      readonly children: MarkdownNode[]
    }

const parser = new MarkdownIt('zero', { html: false, linkify: true, maxNesting: MAX_MARKDOWN_DEPTH })
  .enable(['fence', 'blockquote', 'list'])
  .enable(['newline', 'escape', 'backticks', 'emphasis', 'strikethrough', 'link', 'autolink', 'linkify'])
  .enable(['balance_pairs', 'fragments_join'])
// `pears.md` is a file's name, and not an address.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false })

/** Whatever the text is; what is nested deeper than anybody writes is shown as it was written. */
export function parseMarkdown(text: string): MarkdownNode[] {
  const tokens = parser.parse(text, {})
  // The parser leaves out what is below its greatest depth: nothing of a message may vanish.
  if (tokens.some(({ level }) => level >= MAX_MARKDOWN_DEPTH - 1)) return plain(text)
  return treeOf(tokens)
}

/** What is said, without the signs: for one line of it. */
export function plainText(text: string): string {
  const said = (nodes: readonly MarkdownNode[]): string =>
    nodes.map((node) => ('children' in node ? said(node.children) + endOf(node.kind) : node.text)).join('')
  return said(parseMarkdown(text)).replaceAll(/\s+/gu, ' ').trim()
}

function endOf(kind: MarkdownNode['kind']): string {
  return kind === 'paragraph' || kind === 'item' ? ' ' : ''
}

function plain(text: string): MarkdownNode[] {
  return [{ kind: 'paragraph', children: [{ kind: 'text', text }] }]
}

function treeOf(tokens: readonly Token[]): MarkdownNode[] {
  const top: MarkdownNode[] = []
  const open = [top]
  for (const token of tokens) {
    const here = open.at(-1) ?? top
    if (token.nesting === -1) {
      open.pop()
      continue
    }
    const node = nodeOf(token)
    here.push(...node)
    const [first] = node
    if (token.nesting === 1) open.push(first !== undefined && 'children' in first ? first.children : here)
  }
  return top
}

/** One node, or those of a line; none for a break that nobody needs. */
function nodeOf(token: Token): MarkdownNode[] {
  const { type, content } = token
  switch (type) {
    case 'inline':
      return treeOf(token.children ?? [])
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'text', text: '\n' }]
    case 'code_inline':
      return [{ kind: 'code', text: content }]
    case 'fence':
      return [{ kind: 'block', text: content.replace(/\n$/u, '') }]
    case 'link_open':
      return [{ kind: 'link', href: String(token.attrGet('href') ?? ''), children: [] }]
    case 'ordered_list_open':
      return [{ kind: 'numbers', start: Number(token.attrGet('start') ?? 1), children: [] }]
    default: {
      const kind = KINDS[type]
      return kind === undefined ? [{ kind: 'text', text: content }] : [{ kind, children: [] }]
    }
  }
}

const KINDS: Readonly<
  Record<string, 'paragraph' | 'strong' | 'em' | 'struck' | 'quote' | 'bullets' | 'item'>
> = {
  paragraph_open: 'paragraph',
  strong_open: 'strong',
  em_open: 'em',
  s_open: 'struck',
  blockquote_open: 'quote',
  bullet_list_open: 'bullets',
  list_item_open: 'item',
}
