// Declarations only. This file lets `import '@comice/holepunch-types'` resolve at run time; it exports nothing.
export {}
