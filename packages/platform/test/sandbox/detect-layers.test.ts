import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { detectLayers, LAYERS, type Layers } from '../../src/index.ts'

const run = promisify(execFile)

/** What another process finds, with another path. */
async function detectedWith(path: string): Promise<Layers> {
  const index = join(import.meta.dirname, '../../src/index.ts')
  const program = `import { detectLayers } from ${JSON.stringify(index)}
    console.log(JSON.stringify((await detectLayers()).layers))`
  const args = ['--conditions=@comice/source', '--input-type=module', '-e', program]
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, PATH: path } })
  return JSON.parse(stdout) as Layers
}

test('every layer is on here, bubblewrap where it exists', async () => {
  const { layers, image, bubblewrap } = await detectLayers()
  const on = LAYERS.filter((layer) => layers[layer].on)
  expect(on).toEqual(process.platform === 'linux' ? LAYERS : LAYERS.filter((layer) => layer !== 'bubblewrap'))
  expect(bubblewrap !== null).toBe(layers.bubblewrap.on)
  if (bubblewrap !== null) expect(bubblewrap.canFilter).toBe(true)
  expect(image.libraries.length).toBeGreaterThan(0)
  expect(image.libraries).not.toContain(image.binary)
})

test('without bubblewrap it says that it is missing, and nothing else changes', async () => {
  await using dir = await tempDir()
  const layers = await detectedWith(dir.path)
  expect(layers.bubblewrap).toEqual({ on: false, why: expect.any(String) })
  expect(layers.permission.on).toBe(true)
})

if (process.platform === 'linux')
  test('a bubblewrap that does not work is off, with its own words', async () => {
    await using dir = await tempDir()
    await writeFile(
      dir.join('bwrap'),
      '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    )
    await chmod(dir.join('bwrap'), 0o755)
    expect((await detectedWith(dir.path)).bubblewrap).toEqual({
      on: false,
      why: 'bubblewrap does not work here: bwrap: No permissions to create new namespace',
    })
  })
