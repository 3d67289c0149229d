/** What a new app can start from: folders of plain files that lie in this package. Nothing in one is evaluated. */

/** One starting point. */
export interface Template {
  /** One line, for a list to choose from. */
  readonly about: string
  /** Its files as they are in the new folder. */
  readonly files: readonly string[]
  /** Files in which {@link PLACEHOLDERS} are filled in. In all others they are text like any other. */
  readonly filled: readonly string[]
}

export type TemplateName = 'terminal' | 'window'

/** What stands in a filled file for what is only known when an app is made. */
export const PLACEHOLDERS = { name: '__APP_NAME__', comice: '__COMICE_VERSION__' } as const

/** What files are called in our package, when npm would leave them out of it, or our own tools would heed them. */
export const STORED_AS: Readonly<Record<string, string>> = {
  '.gitignore': 'gitignore',
  'eslint.config.js': 'eslint-config.js',
}

const COMMON = [
  '.gitignore',
  'CHANGELOG.md',
  'README.md',
  'eslint.config.js',
  'main.ts',
  'package.json',
  'tsconfig.json',
]

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  terminal: {
    about: 'a program for the terminal: two people who meet and keep a log together',
    files: [...COMMON, 'shared-log.ts', 'test/app.test.ts'],
    filled: ['README.md', 'package.json'],
  },
  window: {
    about: 'a page with a backend: a list that outlives the window',
    files: [...COMMON, 'index.html', 'list.ts', 'page.css', 'page.ts', 'test/app.test.ts'],
    filled: ['README.md', 'index.html', 'package.json'],
  },
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATES, name)
}
