declare module 'fs-native-extensions' {
  const extensions: {
    /** Takes an exclusive lock on a file open for writing; false when another open file has it. */
    tryLock(fd: number): boolean
  }
  export default extensions
}
