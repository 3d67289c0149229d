/**
 * What an author's tools need around an app's folder: templates to begin with, and word of what was saved. Small,
 * without the peer-to-peer parts, and on any Node from 20 on.
 *
 * ```ts
 * import { createFromTemplate, watchProject } from '@comice/platform/dev'
 *
 * const { dir, files } = await createFromTemplate({ template: 'terminal', dir: '.comice/pears' })
 * console.log(files.includes('main.ts'))
 * await using watch = await watchProject(dir)
 * console.log(watch.changes[Symbol.asyncIterator] !== undefined)
 * ```
 *
 * @packageDocumentation
 */
export {
  appNameFor,
  createFromTemplate,
  type CreatedApp,
  type CreateFromTemplateOptions,
} from '../template/create-from-template.ts'
export { isTemplateName, type Template, type TemplateName, TEMPLATES } from '../template/template.ts'
export { type ProjectWatch, watchProject, type WatchProjectOptions } from './watch-project.ts'
