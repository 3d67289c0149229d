/** A text of a peer's as elements. Links ask before they lead anywhere. */
import { Fragment, type ReactNode, useMemo } from 'react'
import { CodeBlock } from './code-block.tsx'
import { LinkInMessage } from './link-in-message.tsx'
import { type MarkdownNode, parseMarkdown } from './parse-markdown.ts'
import { type MentionedName, splitMentions } from './split-mentions.ts'
import { webAddress } from './web-address.ts'

interface MarkdownProps {
  readonly text: string
  readonly mentioned?: readonly MentionedName[]
}

const NOBODY: readonly MentionedName[] = []

export function Markdown({ text, mentioned = NOBODY }: MarkdownProps) {
  const nodes = useMemo(() => parseMarkdown(text), [text])
  return <Nodes nodes={nodes} mentioned={mentioned} />
}

interface NodesProps {
  readonly nodes: readonly MarkdownNode[]
  readonly mentioned: readonly MentionedName[]
}

function Nodes({ nodes, mentioned }: NodesProps): ReactNode {
  // A text never changes place within itself, so its index is its key.
  return nodes.map((node, index) => <Node key={index} node={node} mentioned={mentioned} />)
}

interface NodeProps {
  readonly node: MarkdownNode
  readonly mentioned: readonly MentionedName[]
}

function Node({ node, mentioned }: NodeProps): ReactNode {
  if (node.kind === 'text') return <Text text={node.text} mentioned={mentioned} />
  if (node.kind === 'code') {
    return <code className="rounded-md bg-ink/8 px-1 py-0.5 font-mono text-[0.9em]">{node.text}</code>
  }
  if (node.kind === 'block') return <CodeBlock text={node.text} />
  return <Container node={node} inside={<Nodes nodes={node.children} mentioned={mentioned} />} />
}

interface ContainerProps {
  readonly node: Extract<MarkdownNode, { children: unknown }>
  readonly inside: ReactNode
}

function Container({ node, inside }: ContainerProps): ReactNode {
  if (node.kind === 'numbers') {
    return (
      <ol start={node.start} className="my-1 list-decimal pl-6">
        {inside}
      </ol>
    )
  }
  if (node.kind === 'link') {
    const address = webAddress(node.href)
    return address === null ? inside : <LinkInMessage address={address}>{inside}</LinkInMessage>
  }
  const [Element, className] = ELEMENTS[node.kind]
  return (
    <Element className={className} {...(node.kind === 'paragraph' ? { dir: 'auto' } : {})}>
      {inside}
    </Element>
  )
}

const ELEMENTS = {
  paragraph: ['p', 'overflow-clip whitespace-pre-wrap wrap-anywhere [unicode-bidi:isolate] not-first:mt-1.5'],
  strong: ['strong', 'font-semibold'],
  em: ['em', ''],
  struck: ['s', ''],
  quote: ['blockquote', 'my-1 border-l-2 border-edge pl-3 opacity-85'],
  bullets: ['ul', 'my-1 list-disc pl-5'],
  item: ['li', ''],
} as const

function Text({ text, mentioned }: { text: string; mentioned: readonly MentionedName[] }) {
  return splitMentions(text, mentioned).map(({ text: part, name }, index) =>
    name === null ? (
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <bdi
        key={index}
        className={`rounded-md px-0.5 font-medium ${name.isMine ? 'bg-accent text-on-accent' : 'bg-accent/15'}`}
      >
        {part}
      </bdi>
    ),
  )
}
