import { packageConfig, SOURCE_CONDITION } from '../../vitest.base.ts'

// Network namespaces are a part of Linux; test/networks/unavailable.test.ts says what happens elsewhere.
const onLinuxOnly = ['test/networks/networks.test.ts', 'test/guide/lan.test.ts']

export default packageConfig({
  // The processes that tests start run the sources too.
  env: { NODE_OPTIONS: `--conditions=${SOURCE_CONDITION}` },
  exclude: process.platform === 'linux' ? [] : onLinuxOnly,
})
