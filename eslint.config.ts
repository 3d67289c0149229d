import comments from '@eslint-community/eslint-plugin-eslint-comments'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import { defineConfig, globalIgnores } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { fileNameRule } from './scripts/eslint/file-name.ts'

const SOURCES = ['**/*.{ts,tsx,mts,cts,mjs}']
const TESTS = ['**/test/**', 'tests/**', '**/*.test.ts', '**/*.test.tsx']
const TOOL_CONFIGS = ['**/*.config.{ts,mts}', 'knip.ts']

const EXPORTS = [
  {
    selector: 'ExportAllDeclaration:not([exported])',
    message: 'No `export *`: name what is exported, so that the surface of a module can be read.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'No default export: a name that is written once is found everywhere.',
  },
]

/** The budgets and habits of the house; CONTRIBUTING.md says why. Each package is linted by itself, so turbo caches it. */
export default defineConfig(
  globalIgnores([
    '**/dist',
    '**/node_modules',
    '**/generated',
    '**/etc',
    '**/test-results',
    '.comice',
    '.turbo',
    '**/.vite',
    // Linted as the apps that are made of them, by their own rules: tests/pack.
    'packages/platform/templates',
    // Programs of earlier versions, in one file each, and what is loaded before them.
    'packages/rooms/test/previous/*.mjs',
  ]),
  {
    files: SOURCES,
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { comments, 'import-x': importX, comice: { rules: { 'file-name': fileNameRule } } },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.mts', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx', '.mts', '.mjs'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.mjs'],
          conditionNames: ['@comice/source', 'types', 'import', 'default'],
        }),
      ],
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // budgets
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      complexity: ['error', { max: 12 }],
      // shape
      'comice/file-name': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'no-restricted-syntax': ['error', ...EXPORTS],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@comice/[^/]+/(src|dist)/|(^|/)(packages|apps)/[^/]+/src/',
              message: 'Import what a package exports, not its insides.',
            },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error', // `import { type X }` still loads the module
      // promises and unions
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/require-await': 'off', // an async function without await keeps a contract: it rejects, never throws
      // types
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNever: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // exceptions to all this carry their sentence
      'comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      'comments/no-unlimited-disable': 'error',
    },
  },
  {
    name: 'programs say things on purpose, packages by their logger',
    files: ['src/**', 'packages/*/src/**'],
    rules: { 'no-console': 'error' },
  },
  {
    name: 'tests may be long, and may look where the types do not',
    files: TESTS,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    name: 'declarations of other people’s modules follow those modules, not our habits',
    files: ['**/*.d.{ts,mts,cts}'],
    rules: {
      'max-lines': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/max-params': 'off',
    },
  },
  {
    name: 'React components and hooks',
    files: ['packages/client/src/react/**', 'apps/*/src/**/*.tsx'],
    plugins: { 'react-hooks': { rules: reactHooks.rules } },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    name: 'JavaScript that runs before anything is installed has its types in comments, which these rules do not read',
    files: ['scripts/**/*.mjs'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  { name: 'tools want a default export', files: TOOL_CONFIGS, rules: { 'no-restricted-syntax': 'off' } },
)
