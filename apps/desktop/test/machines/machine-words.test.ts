import { expect, test } from 'vitest'
import {
  CAPABILITIES,
  type Capability,
  givesAll,
  permissionText,
  permissionTitle,
} from '../../src/window/machines/machine-words.ts'

test('all that a machine can let others do is offered, as the node takes it', () => {
  const texts = (Object.keys(CAPABILITIES) as Capability[]).map((capability) =>
    permissionText({
      capability,
      reach: CAPABILITIES[capability].scope === null ? 'x' : ' /x ',
      isReadOnly: true,
    }),
  )
  expect(texts).toEqual(['shell', 'exec:/x', 'forward:/x', 'listen:/x', 'copy:/x:ro', 'pipe'])
})

test('files can be given to read alone, and that is said', () => {
  const files = { capability: 'copy', reach: ' /srv/pears ' } as const
  expect(permissionText({ ...files, isReadOnly: true })).toBe('copy:/srv/pears:ro')
  expect(permissionText({ ...files, isReadOnly: false })).toBe('copy:/srv/pears')
  expect(permissionTitle('copy:/srv/pears:ro')).toBe('Files: /srv/pears, only to read')
  expect(permissionTitle('copy:/srv/pears')).toBe('Files: /srv/pears')
})

test('only what gives all files is called dangerous', () => {
  const facts = { reach: '', isReadOnly: false }
  const dangerous = (Object.keys(CAPABILITIES) as Capability[]).filter((capability) =>
    givesAll({ ...facts, capability }),
  )
  expect(dangerous).toEqual(['shell', 'exec'])
  expect(givesAll({ capability: 'copy', reach: '/', isReadOnly: false })).toBe(true)
  expect(givesAll({ capability: 'copy', reach: '/', isReadOnly: true })).toBe(false)
})
