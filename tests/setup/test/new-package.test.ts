import { expect, test } from 'vitest'
import { runToEnd } from '../src/program.ts'
import { copyWorkingTree } from '../src/working-copy.ts'

const INSTALL_MS = 240_000

test(
  'pnpm new gives a package that builds, checks, lints and passes its tests',
  async () => {
    using clone = copyWorkingTree()
    const cwd = clone.folder
    expect(
      await runToEnd('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd }),
    ).toMatchObject({ code: 0 })
    expect(await runToEnd('pnpm', ['new', 'demo', 'What a demo needs.'], { cwd })).toMatchObject({ code: 0 })
    expect(await runToEnd('pnpm', ['new', 'demo'], { cwd })).toMatchObject({
      stderr: expect.stringContaining('There is a package called “demo”'),
    })
    expect(await runToEnd('pnpm', ['new', 'utils'], { cwd })).toMatchObject({
      stderr: expect.stringContaining('no name for a package'),
    })
    const tasks = [
      'exec',
      'turbo',
      'run',
      'build',
      'check',
      'lint',
      'test',
      '--filter=@comice/demo',
      '--ui=stream',
    ]
    const { code, stdout, stderr } = await runToEnd('pnpm', tasks, { cwd })
    expect({ code, output: stdout + stderr }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Tests.*2 passed/),
    })
    expect(await runToEnd('pnpm', ['exec', 'prettier', '--check', 'packages/demo'], { cwd })).toMatchObject({
      code: 0,
    })
  },
  INSTALL_MS,
)
