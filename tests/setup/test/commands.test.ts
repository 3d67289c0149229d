import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { summarise, type Outcome } from '../../../scripts/ci/summary.ts'
import { runToEnd } from '../src/program.ts'
import { ROOT } from '../../repo/src/workspace.ts'

const RUN_STEP = join(ROOT, 'scripts', 'setup', 'run-step.mjs')

/** Longer than a person may be left without a line. */
const SILENT_MS = 12_000

/** A program that runs one step and prints its result as the last line. */
function stepProgram(script: string, deadlineMs: number): string[] {
  const step = {
    title: 'A step',
    name: 'test-of-run-step',
    command: process.execPath,
    args: ['-e', script],
    deadlineMs,
  }
  const code = `import { runStep } from '${RUN_STEP}'; console.log(JSON.stringify(await runStep(${JSON.stringify(step)})))`
  return ['--input-type=module', '-e', code]
}

function resultOf(stdout: string): { ok: boolean; timedOut: boolean; tail: string } {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    ok: boolean
    timedOut: boolean
    tail: string
  }
}

test('a silent step is reported at least every five seconds', async () => {
  const { stdout, longestSilenceMs } = await runToEnd(
    process.execPath,
    stepProgram(`setTimeout(() => {}, ${SILENT_MS})`, 60_000),
    { cwd: ROOT },
  )
  expect(resultOf(stdout)).toMatchObject({ ok: true, timedOut: false })
  // The rest is for a busy machine.
  expect(longestSilenceMs).toBeLessThan(9_000)
})

test('a step past its deadline ends, and everything that it started with it', async () => {
  // What it started listens, so that its end can be seen from outside even where nobody reaps it.
  const listener = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })`
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(listener)}], { stdio: 'inherit' })`
  const { stdout } = await runToEnd(process.execPath, stepProgram(parent, 12_000), { cwd: ROOT })
  const result = resultOf(stdout)
  expect(result).toMatchObject({ ok: false, timedOut: true })
  const port = Number(/port (\d+)/.exec(result.tail)?.[1])
  await expect(connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

function connect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => resolve(void socket.destroy()))
    socket.once('error', reject)
  })
}

test('without a browser npm test exits 2 with the command to run, and changes nothing', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'comice-path-'))
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }))
  symlinkSync(process.execPath, join(empty, 'node'))
  const { CI: _ci, COMICE_BROWSER: _browser, ...env } = process.env
  const { code, stdout, stderr } = await runToEnd(process.execPath, [join(ROOT, 'scripts', 'test.mjs')], {
    cwd: empty,
    env: { ...env, PATH: empty },
  })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    /needs? a Chromium-family browser[^]*Run: (sudo apt-get install -y chromium|brew install|winget install)/,
  )
  expect(readdirSync(empty)).toEqual(['node'])
})

test('the count takes a skipped test for a failure and ends with the line that CI reads', () => {
  const outcome = (name: string, state: Outcome['state'], ms: number): Outcome => ({
    place: 'a.test.ts',
    name,
    state,
    ms,
    errors: [],
    isTest: true,
  })
  const { text, failed } = summarise([
    outcome('quick', 'passed', 5),
    outcome('slow', 'passed', 12_000),
    outcome('left out', 'skipped', 0),
  ])
  expect(failed).toBe(1)
  expect(text.trimEnd().split('\n').at(-1)).toBe('2 passed, 1 failed')
  expect(text).toContain('left out (skipped: every test must run)')
  expect(text.indexOf('slow')).toBeLessThan(text.indexOf('quick'))
})
