import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MarkdownNode, parseMarkdown, plainText } from '../../src/window/markdown/parse-markdown.ts'

/** As a few signs: `<kind>…</>`. */
function shown(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text
      if (node.kind === 'code' || node.kind === 'block') return `<${node.kind}>${node.text}</>`
      const more = node.kind === 'link' ? ` ${node.href}` : node.kind === 'numbers' ? ` ${node.start}` : ''
      return `<${node.kind}${more}>${shown(node.children)}</>`
    })
    .join('')
}
const read = (text: string) => shown(parseMarkdown(text))

test.each([
  ['plain', '<paragraph>plain</>'],
  ['one\ntwo', '<paragraph>one\ntwo</>'],
  ['**b** *i* ~~s~~ `c*`', '<paragraph><strong>b</> <em>i</> <struck>s</> <code>c*</></>'],
  ['snake_case_name 2 * 3 * 4', '<paragraph>snake_case_name 2 * 3 * 4</>'],
  ['\\*not\\*', '<paragraph>*not*</>'],
  ['```js\na < b\n\n  c\n```', '<block>a < b\n\n  c</>'],
  ['> said\n> so', '<quote><paragraph>said\nso</></>'],
  [
    '- a\n- b\n  1. c',
    '<bullets><item><paragraph>a</></><item><paragraph>b</><numbers 1><item><paragraph>c</></></></></>',
  ],
  ['7. seven', '<numbers 7><item><paragraph>seven</></></>'],
  [
    'see https://a.example/b_c_d?e=f#g now',
    '<paragraph>see <link https://a.example/b_c_d?e=f#g>https://a.example/b_c_d?e=f#g</> now</>',
  ],
  ['[here](https://a.example "t")', '<paragraph><link https://a.example>here</></>'],
])('%j is read as %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  '<b onclick=x>bold</b><script>1</script>',
  '&lt;b&gt; &amp; &#60;',
  '# no heading',
  '[x](javascript:alert(1))',
  '| a | b |\n|---|---|\n| c | d |',
  'pears.md and bob@pears.example',
])('%j is a text', (text) => {
  expect(read(text)).toBe(`<paragraph>${text}</>`)
})

test('one line of it has no signs', () => {
  expect(plainText('**The** plan:\n\n1. `pick`\n2. store\n\n> so\n```\nx = 1\n```')).toBe(
    'The plan: pick store so x = 1',
  )
})

test('an image is a link to it, which nobody fetches', () => {
  expect(read('![pear](https://a.example/p.png)')).toBe(
    '<paragraph>!<link https://a.example/p.png>pear</></>',
  )
})

test('what is nested deeper than anybody writes is shown as it was written', () => {
  const text = `${'>'.repeat(100)} hidden`
  expect(read(text)).toBe(`<paragraph>${text}</>`)
})

/** Signs that mean something, so that random texts are often more than plain. */
const signs = [
  '*',
  '_',
  '`',
  '~',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '\n',
  '- ',
  '1. ',
  '\\',
  '&',
  'http://',
  'x',
  ' ',
]

test('no text makes it fail, and no letter of one is lost', () => {
  const text = fc.array(fc.constantFrom(...signs), { maxLength: 200 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (written) => {
      const letters = (one: string) => [...one].filter((sign) => sign === 'x').length
      const linked = (nodes: readonly MarkdownNode[]): string =>
        nodes
          .map((node) => {
            if (!('children' in node)) return node.text
            // A link's target is in its address.
            return node.kind === 'link' ? linked(node.children) + node.href : linked(node.children)
          })
          .join('')
      expect(letters(linked(parseMarkdown(written)))).toBeGreaterThanOrEqual(
        letters(written.replaceAll(/(?:```|~~~)[^\n]*/gu, '')),
      )
    }),
    { numRuns: 2000 },
  )
})

test.each(['>', '- ', '*a **a ', '`a', '[a](', '<http://a ', 'http://a', '~~a~', 'a_', '```\n', '- a\n'])(
  'a whole message of %j is read in no time',
  (piece) => {
    const text = piece.repeat(Math.ceil((16 * 1024) / piece.length)).slice(0, 16 * 1024)
    const before = process.cpuUsage()
    parseMarkdown(text)
    const { user, system } = process.cpuUsage(before)
    // Of the processor: some 70 ms for the worst here, and seconds where it would go with the square.
    expect((user + system) / 1000).toBeLessThan(2000)
  },
)
