// The same package for `import`.
export { ManifestError, Policy, PolicyError, Review, Verdict, rules } from './index.js'
