/** `comice app init`: a folder to begin with. */
import path from 'node:path'
import { createFromTemplate } from '@comice/platform/dev'
import type { Action } from '../grammar/command.ts'
import { createOutput } from '../output/output.ts'

export interface AppInitOptions {
  readonly template: string | undefined
  readonly name: string | undefined
}

export const init: Action<AppInitOptions> = async ({ globals, args, options }) => {
  const { template = 'terminal', name } = options
  const created = await createFromTemplate({ template, dir: args[0] ?? '.', name })
  const place = path.relative(process.cwd(), created.dir)
  const next = [
    ...(place === '' ? [] : [`cd ${place.includes(' ') ? JSON.stringify(place) : place}`]),
    'npm install          for its types, its tests and its checks',
    'comice app dev       run it; it starts again when you save',
  ]
  const text = [`${created.name} is in ${created.dir}`, '', 'Next:', ...next.map((line) => `  ${line}`)]
  createOutput(globals).result('app-created', created, text.join('\n'))
}
