// V8 writes its traces wherever its flags say, and Node's permission model does not see it.
import v8 from 'node:v8'
import { attempt, target } from './attempt.js'

await attempt('traces into any file', () => {
  v8.setFlagsFromString('--redirect-code-traces')
  v8.setFlagsFromString(`--redirect-code-traces-to=${target.plantedFile}`)
  v8.setFlagsFromString('--print-opt-code')
  const add = (a) => a + 1
  for (let sum = 0; sum < 5e6;) sum = add(sum)
})
