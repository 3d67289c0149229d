/** `hyperschema` 1, the module that generated code imports. The builder itself ships its own declarations. */
declare module 'hyperschema/runtime' {
  import c = require('compact-encoding')
  export { c }
}
