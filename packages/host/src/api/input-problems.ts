/** What is wrong with the input of a call, in words for whoever typed it. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** `name must not be empty; limit must be at most 200`. Names fields, and repeats nothing of what was given. */
export function inputProblems(issues: readonly Issue[]): string {
  return issues.map((issue) => `${fieldOf(issue)} ${problemOf(issue)}`).join('; ')
}

function fieldOf({ path }: Issue): string {
  return path.length === 0 ? 'the input' : path.map(String).join('.')
}

function problemOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `must ${atLeast(issue)}`
    case 'too_big':
      return `must ${atMost(issue)}`
    case 'invalid_type':
      // zod's text is the only place that tells nothing from something else.
      return issue.message.endsWith('received undefined') ? 'is missing' : `must be ${kindOf(issue.expected)}`
    case 'invalid_value':
      return `must be ${issue.values.map((value) => `"${String(value)}"`).join(' or ')}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return 'has fields that nobody knows here'
    default:
      return 'is not as expected'
  }
}

function atLeast({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string') return minimum === 1 ? 'not be empty' : `have at least ${minimum} characters`
  return origin === 'array' ? `have at least ${minimum} entries` : `be at least ${minimum}`
}

function atMost({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `have at most ${maximum} characters`
  return origin === 'array' ? `have at most ${maximum} entries` : `be at most ${maximum}`
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function kindOf(expected: string): string {
  return KINDS[expected] ?? `a ${expected}`
}
