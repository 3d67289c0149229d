import { packageConfig } from '../../vitest.base.ts'

/** Tests that mount disks of their own: Linux and root. */
const DISK_TESTS = ['test/mirror/disk-full.test.ts', 'test/folder/sync-disk.test.ts']

const without = (process.env['COMICE_TEST_WITHOUT'] ?? '').split(',').includes('disks')
if (without) process.stderr.write(`COMICE_TEST_WITHOUT=disks: left out ${DISK_TESTS.join(' and ')}\n`)

export default packageConfig(without ? { exclude: DISK_TESTS } : {})
