import { packageConfig, SOURCE_CONDITION } from '../../vitest.base.ts'

// The nodes that tests start run the sources too.
export default packageConfig({
  env: { NODE_OPTIONS: `--conditions=${SOURCE_CONDITION}` },
})
