import { packageConfig } from '../../vitest.base.ts'

/** A real browser, on machines that do more than this. */
export default packageConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
