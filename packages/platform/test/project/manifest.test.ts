import { testSeed } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseManifest } from '../../src/project/manifest.ts'

const parse = (json: unknown) => parseManifest(Buffer.from(JSON.stringify(json)))
const app = { name: 'my-app', version: '1.0.0' }

test('what Pear and npm write is read', () => {
  const stage = { ignore: ['/test'], only: 'dist' }
  const json = {
    ...app,
    name: '@me/app',
    version: '1.0.0-rc.1+5',
    main: './src/app.ts',
    pear: { type: 'terminal', stage },
  }
  expect(parse(json)).toEqual({
    ok: true,
    value: {
      name: '@me/app',
      version: '1.0.0-rc.1+5',
      main: '/src/app.ts',
      type: 'terminal',
      page: null,
      stage: { ignore: ['/test'], only: ['dist'] },
      json,
    },
  })
  expect(parse(app)).toMatchObject({ ok: true, value: { main: '/index.js', type: 'terminal' } })
})

test.each([
  [{ main: 'index.html' }, { type: 'window', main: '/index.html', page: '/index.html' }],
  [{ pear: { type: 'window' } }, { main: '/index.js', page: '/index.html' }],
  [
    { main: 'backend.ts', pear: { type: 'window', page: './ui/main.html' } },
    { main: '/backend.ts', page: '/ui/main.html' },
  ],
])('%j is a window app with its page', (json, value) => {
  expect(parse({ ...app, ...json })).toMatchObject({ ok: true, value: { type: 'window', ...value } })
})

test.each([
  [{ version: '1.0.0' }, 'package.json has no "name"'],
  [
    { name: 'My App', version: '1.0.0' },
    'the "name" in package.json must be like my-app or @me/my-app, in lower case; it is "My App"',
  ],
  [{ name: 'my-app' }, 'package.json has no "version"'],
  [
    { name: 'my-app', version: '1.0' },
    'the "version" in package.json must be one of semver, such as 1.0.0; it is "1.0"',
  ],
  [
    { ...app, main: '../index.js' },
    'the "main" in package.json must be a file below the app\'s folder; it is "../index.js"',
  ],
  [{ ...app, main: 7 }, 'the "main" in package.json must be a file below the app\'s folder; it is 7'],
  [
    { ...app, pear: { type: 'desktop' } },
    '"pear.type" in package.json must be "terminal" or "window"; it is "desktop"',
  ],
  [{ ...app, pear: [] }, '"pear" in package.json must be an object'],
  [
    { ...app, pear: { stage: { ignore: [1] } } },
    '"pear.stage.ignore" in package.json must be a list of paths',
  ],
  [
    { ...app, main: 'index.html', pear: { type: 'terminal' } },
    '"pear.type" in package.json is "terminal", but "main" is a page',
  ],
  [
    { ...app, pear: { page: 'index.html' } },
    '"pear.page" in package.json is for apps whose "pear.type" is "window"',
  ],
  [
    { ...app, main: 'index.html', pear: { page: 'other.html' } },
    '"main" in package.json is the page already, so "pear.page" must not be there',
  ],
  [
    { ...app, pear: { type: 'window', page: '../other.html' } },
    'the "pear.page" in package.json must be a file below the app\'s folder; it is "../other.html"',
  ],
  [
    { ...app, pear: { type: 'window', page: 'page.js' } },
    'the "pear.page" in package.json must end in .html; it is "page.js"',
  ],
  [[], 'package.json is not an object'],
])('%j is refused with a sentence that says why', (json, reason) => {
  expect(parse(json)).toEqual({ ok: false, code: reason })
})

test('broken JSON is refused in one line, with what is wrong', () => {
  const broken = parseManifest(Buffer.from('{\n  "name": my-app\n}'))
  expect(broken).toMatchObject({
    ok: false,
    code: expect.stringMatching(/^package.json is no JSON: Unexpected token 'm', .*my-app/u) as string,
  })
})

test('any bytes and any JSON give an answer', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json))),
      ),
      (bytes) => {
        parseManifest(bytes)
      },
    ),
    { seed: testSeed() },
  )
  const field = fc.constantFrom('name', 'version', 'main', 'pear')
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (json) => {
      parse(json)
    }),
    { seed: testSeed() },
  )
})
