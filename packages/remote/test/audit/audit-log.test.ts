import { appendFile, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type AuditEntry, openAuditLog } from '../../src/audit/audit-log.ts'
import { MAX_AUDIT_FILE_BYTES } from '../../src/constants.ts'

const entry = (what: string): AuditEntry => ({
  at: 1,
  kind: 'began',
  device: 'bob',
  capability: 'exec',
  what,
})

const fail = (error: unknown) => {
  throw error
}

test('a line that a crash cut is lost, and the next one is not', async () => {
  await using dir = await tempDir('audit')
  const before = await openAuditLog(dir.path, fail)
  before.write(entry('one'))
  await before.flush()
  await appendFile(path.join(dir.path, 'audit.jsonl'), '{"at":1,"kind":"beg')
  const after = await openAuditLog(dir.path, fail)
  after.write(entry('two'))
  expect((await after.read(10)).map(({ what }) => what)).toEqual(['one', 'two'])
})

test('it goes on when its owner has taken the full file away', async () => {
  await using dir = await tempDir('audit')
  const file = path.join(dir.path, 'audit.jsonl')
  await appendFile(file, `${' '.repeat(MAX_AUDIT_FILE_BYTES)}\n`)
  const failures: unknown[] = []
  const log = await openAuditLog(dir.path, (error) => failures.push(error))
  await rm(file)
  log.write(entry('one'))
  log.write(entry('two'))
  await log.flush()
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2)
  expect(failures).toEqual([])
})
