/**
 * {{description}}
 *
 * ```ts
 * import { createGreeting } from '@comice/{{name}}'
 *
 * console.log(createGreeting({ name: 'alice' }).text)
 * ```
 *
 * @module
 */
export { createGreeting, type Greeting, type GreetingOptions } from './greeting/greeting.ts'
