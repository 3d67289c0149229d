import { packageConfig } from '../../vitest.base.ts'

// Each test has up to six nodes and a browser of its own; two files at once would only wait for each other.
export default packageConfig({ fileParallelism: false })
