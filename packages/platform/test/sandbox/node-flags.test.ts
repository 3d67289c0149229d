import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { nodeFlags } from '../../src/sandbox/node-flags.ts'

const PRELOAD = join(import.meta.dirname, '../../src/preload/preload.ts')

/** Node with the flags, and a preload that does nothing because it has no task: what the flags alone do. */
async function runWithFlags(program: string) {
  await using dir = await tempDir()
  const visible = { readOnly: [join(PRELOAD, '..')], writable: dir.path, given: [] }
  const flags = nodeFlags({ visible, preload: PRELOAD, permission: true, memoryBytes: 2 ** 28 })
  return spawnSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8', cwd: dir.path, env: {} })
}

describe('the flags alone, without the preload', () => {
  test('V8 ends a program that changes its flags', async () => {
    const { signal, stdout } = await runWithFlags(
      `require('node:v8').setFlagsFromString('--trace-opt'); console.log('changed')`,
    )
    expect(signal).toMatch(/^SIG(TRAP|ILL|ABRT)$/)
    expect(stdout).toBe('')
  })

  test.each(['node:sqlite', 'node:ffi'])('there is no %s', async (name) => {
    const { stdout } = await runWithFlags(`console.log(process.getBuiltinModule('${name}'))`)
    expect(stdout).toBe('undefined\n')
  })

  test('the signal for the inspector opens none', async () => {
    const { stdout, stderr } = await runWithFlags(
      `process.kill(process.pid, 'SIGUSR1')
       let turns = 0
       const turn = () => (++turns < 100_000 ? setImmediate(turn) : console.log('here'))
       turn()`,
    )
    expect({ stdout, stderr }).toEqual({ stdout: 'here\n', stderr: '' })
  })

  test('prototypes are not reached by __proto__', async () => {
    const { stdout } = await runWithFlags(`try { ({}).__proto__ } catch (error) { console.log(error.code) }`)
    expect(stdout).toBe('ERR_PROTO_ACCESS\n')
  })

  test('the heap takes no more than three quarters of the memory', async () => {
    const { stdout } = await runWithFlags(
      `console.log(require('node:v8').getHeapStatistics().heap_size_limit)`,
    )
    expect(Number(stdout)).toBeLessThan(2 ** 28 * 0.75)
  })
})
