import { expect, test } from 'vitest'
import { previewKind } from '../../src/window/preview/preview-kind.ts'

test.each([
  ['gate.PNG', 'image'],
  ['drawing.svg', 'image'],
  ['talk.webm', 'video'],
  ['song.flac', 'sound'],
  ['report.pdf', 'pdf'],
  // Shown as what is written in it.
  ['page.html', 'text'],
  ['README', 'text'],
  ['.gitignore', 'text'],
  ['archive.tar.gz', 'other'],
  ['noending', 'other'],
  ['constructor', 'other'],
  ['a.constructor', 'other'],
  ['', 'other'],
] as const)('%s is %s', (name, kind) => {
  expect(previewKind(name)).toBe(kind)
})
