// The surface that is the Node package; README.md has the protocol.

import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// The package as it is installed in the folder where this program runs.
const { ManifestError, Policy, rules } = createRequire(join(process.cwd(), 'runner.js'))('k8s-guardrails')

const policies = new Map()

function policyOf(text) {
  if (!policies.has(text)) policies.set(text, Policy.load(text))
  return policies.get(text)
}

const WAYS = {
  evaluate: (policy, bytes, context) => policy.evaluate(bytes, context).toJSON(),
  'evaluate-object': (policy, bytes, context) => policy.evaluate(JSON.parse(bytes), context).toJSON(),
  'evaluate-all': (policy, bytes, context) => policy.evaluateAll(bytes, context).map((verdict) => verdict.toJSON()).join('\t'),
  review: (policy, bytes) => policy.review(bytes).toResponseJSON(),
  'review-object': (policy, bytes) => policy.review(JSON.parse(bytes)).toResponseJSON(),
  'review-verdict': (policy, bytes) => policy.review(bytes).verdict.toJSON(),
}

function answer({ way, policy, manifest, namespace, namespaceLabels }) {
  if (way === 'rules') return `[${rules().map((rule) => JSON.stringify(rule)).join(',')}]`
  let loaded
  try {
    loaded = policyOf(policy)
  } catch (error) {
    return `policy error: ${error.message.replaceAll('\n', ' ')}`
  }
  try {
    return WAYS[way](loaded, Buffer.from(manifest, 'base64'), { namespace, namespaceLabels })
  } catch (error) {
    if (error instanceof ManifestError && error.verdict !== undefined) return error.verdict.toJSON()
    throw error
  }
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${answer(JSON.parse(line))}\n`)
