// The same package for `import`.
export * from './index.js'
