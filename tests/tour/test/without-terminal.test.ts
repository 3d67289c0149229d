/** `npm start` where nobody looks on, as in CI: the steps, and how they end. */
import { readdir, writeFile } from 'node:fs/promises'
import { readLock } from '@comice/storage/paths'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { isRunning, processesBelow } from '../src/processes.ts'
import { openStage, TOUR_TIMEOUT_MS } from '../src/tour.ts'

test('every step holds, everything ends, and only .comice has been written', async () => {
  await using stage = await openStage()
  await using tour = await stage.start()
  const summary = await tour.waitForLine(/^PASS/, { timeoutMs: TOUR_TIMEOUT_MS })
  expect(await tour.exited).toMatchObject({ code: 0 })
  expect(tour.stderr).toBe('')

  const lines: string[] = []
  for await (const line of tour.lines()) lines.push(line)
  const passed = lines.filter((line) => /^✓ +\d+ ms {2}\S/.test(line))
  expect(passed.length).toBeGreaterThanOrEqual(14)
  expect(summary).toBe(`PASS ${passed.length} of ${passed.length}`)
  const isUnconfined = lines.some((line) => line.includes('not confined against hostile code'))
  expect(isUnconfined).toBe(process.platform !== 'linux')

  expect(await processesBelow(stage.clone)).toEqual([])
  expect(await readdir(stage.home)).toEqual([])
  expect(await readdir(stage.clone)).toEqual(['.comice'])
})

test('where there is no bubblewrap every step holds, and the one with the app says what does not hold it', async () => {
  await using dir = await tempDir('path')
  await using stage = await openStage({ PATH: dir.path })
  await using tour = await stage.start()
  await tour.waitForLine(/not confined against hostile code/, { timeoutMs: TOUR_TIMEOUT_MS })
  await tour.waitForLine(/^PASS/, { timeoutMs: TOUR_TIMEOUT_MS })
  expect(await tour.exited).toMatchObject({ code: 0 })
  expect(tour.stderr).toBe('')
})

test('a step that fails ends everything, with its reason, the place of the logs and exit code 1', async () => {
  await using stage = await openStage()
  await using tour = await stage.start()
  await tour.waitForLine(/carol goes off/, { timeoutMs: TOUR_TIMEOUT_MS })
  await writeFile(stage.profile('seeder'), 'a file where the seeder wants a folder')
  expect(await tour.exited).toMatchObject({ code: 1 })
  expect(tour.stderr).toContain('FAIL')
  expect(tour.stderr).toContain('EEXIST')
  expect(tour.stderr).toContain(stage.profile('*/logs/node.log'))
  expect(await processesBelow(stage.clone)).toEqual([])
})

test.each([
  { moment: 'before anybody is there', line: /^Comice: a short tour/, signal: 'SIGTERM', code: 143 },
  { moment: 'while nodes are starting', line: /alice starts her node/, signal: 'SIGINT', code: 130 },
  { moment: 'between two steps', line: /carol joins/, signal: 'SIGHUP', code: 129 },
  { moment: 'while an app is started', line: /alice makes an app public/, signal: 'SIGTERM', code: 143 },
  { moment: 'while bob starts again', line: /bob runs it from its link/, signal: 'SIGTERM', code: 143 },
  { moment: 'when the seeder is there', line: /a seeder keeps the room/, signal: 'SIGINT', code: 130 },
] as const)('$signal $moment ends every process', async ({ line, signal, code }) => {
  await using stage = await openStage()
  await using tour = await stage.start()
  await tour.waitForLine(line, { timeoutMs: TOUR_TIMEOUT_MS })
  process.kill(tour.pid, signal)
  expect(await tour.exited).toMatchObject({ code })
  expect(await processesBelow(stage.clone)).toEqual([])
})

test('a reader that goes away, as in `npm start | head`, ends every process', async () => {
  await using stage = await openStage()
  const [program, script] = stage.command
  await using tour = await stage.startWith('sh', ['-c', `'${program}' '${String(script)}' | head -n 4`])
  expect(await tour.exited).toMatchObject({ code: 0 })
  await waitFor(async () => (await processesBelow(stage.clone)).length === 0, { timeoutMs: TOUR_TIMEOUT_MS })
})

test('what a killed tour left behind is ended by the next one', async () => {
  await using stage = await openStage()
  const left: number[] = []
  {
    await using tour = await stage.start()
    await tour.waitForLine(/alice makes a room/, { timeoutMs: TOUR_TIMEOUT_MS })
    left.push((await readLock(stage.profile('alice')))?.pid ?? 0)
    await tour.kill()
  }
  expect(left.filter(isRunning)).toHaveLength(1)
  await using next = await stage.start()
  await next.waitForLine(/alice starts her node/, { timeoutMs: TOUR_TIMEOUT_MS })
  expect(left.filter(isRunning)).toEqual([])
})
