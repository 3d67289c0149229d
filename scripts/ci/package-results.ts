import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest, ROOT, workspaceFolders } from '../setup/workspace.mjs'
import { RESULTS_FILE, type TestResults } from '../vitest/results.ts'
import type { Outcome } from './summary.ts'

/** Removes the results of earlier runs, so that a package whose tests never start cannot shine with old ones. */
export function forgetResults(): void {
  for (const folder of testedFolders()) rmSync(join(ROOT, folder, RESULTS_FILE), { force: true })
}

/** The outcomes of all tests of all packages. A package that left no results counts as one failure. */
export function readResults(): Outcome[] {
  return testedFolders().flatMap((folder) => outcomesOf(folder))
}

function testedFolders(): string[] {
  return workspaceFolders().filter((folder) => readManifest(folder).scripts?.['test'] !== undefined)
}

function outcomesOf(folder: string): Outcome[] {
  const results = read(folder)
  const failure = { place: folder, state: 'failed', isTest: true } as const
  if (results === null)
    return [{ ...failure, name: 'left no results: its tests did not start', ms: 0, errors: [] }]
  return [
    ...results.tests.map(({ file, name, state, ms, errors }) => ({
      place: `${folder}/${file}`,
      name,
      state,
      ms,
      errors,
      isTest: true,
    })),
    ...results.hung.map(({ file, test, ms }) => ({
      ...failure,
      place: `${folder}/${file}`,
      name: `hung${test === null ? '' : ` in “${test}”`}`,
      ms,
      errors: ['The file was killed.'],
    })),
    ...results.errors.map((error) => ({
      ...failure,
      name: 'error outside of a test',
      ms: 0,
      errors: [error],
    })),
  ]
}

function read(folder: string): TestResults | null {
  try {
    return JSON.parse(readFileSync(join(ROOT, folder, RESULTS_FILE), 'utf8')) as TestResults
  } catch {
    return null // none was written, or its writer was killed: the caller counts that as a failure
  }
}
