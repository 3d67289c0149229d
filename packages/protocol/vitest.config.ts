import { packageConfig } from '../../vitest.base.ts'

const full = process.env.COMICE_TEST_FULL === '1'

export default packageConfig({
  // Property tests run fifty times as many inputs in the full campaign.
  testTimeout: full ? 1_200_000 : 120_000,
})
