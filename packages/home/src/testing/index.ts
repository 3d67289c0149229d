/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Devices of one person, for tests of other packages.
 *
 * @packageDocumentation
 */
export { HomeWorld, type OpenOptions, type TestDevice } from './home-world.ts'
