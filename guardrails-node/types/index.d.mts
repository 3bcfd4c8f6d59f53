export { ManifestError, Policy, PolicyError, Review, Verdict, rules } from "./index.js";
