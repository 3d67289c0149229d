import { packageConfig } from '../../vitest.base.ts'

export default packageConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
