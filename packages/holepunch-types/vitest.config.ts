import { packageConfig } from '../../vitest.base.ts'

// Whole lists of differences: they are what the conformance test is read for.
export default packageConfig({ chaiConfig: { truncateThreshold: 0 } })
