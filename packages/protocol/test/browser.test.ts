import { createContext, runInContext } from 'node:vm'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

/** The package as a browser gets it: one script, everything inside. */
async function bundle(): Promise<{ code: string; imports: string[] }> {
  const build = await rolldown({
    input: new URL('../src/index.ts', import.meta.url).pathname,
    platform: 'browser',
    external: [],
  })
  const { output } = await build.generate({ format: 'iife', name: 'protocol', exports: 'named' })
  await build.close()
  return { code: output[0].code, imports: [...output[0].imports, ...output[0].dynamicImports] }
}

test('the package runs where there is no Node: no Buffer, no process, no modules', async () => {
  const { code, imports } = await bundle()
  expect(imports).toEqual([])
  expect(code).not.toMatch(/['"]node:/u)

  const page = createContext({ TextEncoder, TextDecoder })
  runInContext(`${code}\nglobalThis.protocol = protocol`, page)
  const answer: unknown = runInContext(
    `(() => {
      const { encodeOperation, decodeOperation, encodeInvite, decodeInvite, parseLink, sanitizeText } = protocol
      const key = new Uint8Array(32).fill(7)
      const text = 'pear \u{1f350} ' + 'x'.repeat(200)
      const operation = { kind: 'message', text, claimedAt: 5, replyTo: { writerKey: key, index: 1 } }
      const decoded = decodeOperation(encodeOperation(operation))
      const broken = encodeOperation(operation)
      broken[10] = 0xff
      return JSON.stringify([
        typeof Buffer + typeof process,
        decoded.value.text === text,
        decodeOperation(broken).code,
        decodeInvite(encodeInvite(key)).payload.join() === key.join(),
        parseLink('pear://keet/a').pathname,
        sanitizeText('\u001b[2Jok'),
      ])
    })()`,
    page,
  )
  expect(JSON.parse(answer as string)).toEqual(['undefinedundefined', true, 'MALFORMED', true, '/a', 'ok'])
})
