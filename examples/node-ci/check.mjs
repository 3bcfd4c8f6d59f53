// A step of a pipeline: checks manifests and marks what is wrong where it stands.
//
//     npm install k8s-guardrails
//     node check.mjs --level restricted [--namespace NAME] PATH...
//
// A PATH is a file or a folder of .yaml, .yml and .json. Ends with 1 if something is denied, and with 2 if something could not be
// read or there was nothing to check: a pipeline must not pass because it found nothing. Under GitHub Actions the findings stand
// beside the lines of the change.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Policy } from 'k8s-guardrails'

const { values, positionals } = parseArgs({
  options: { level: { type: 'string', default: 'restricted' }, namespace: { type: 'string' } },
  allowPositionals: true,
})

/** The files that a path stands for. */
function files(path) {
  if (!statSync(path).isDirectory()) return [path]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  const named = entries.filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
  return named.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()
}

/** Says what is wrong, for people and, if it is there, for GitHub. */
function say(file, title, message, line) {
  console.log(`${file}${line ? `:${line}` : ''}: ${title}: ${message}`)
  if (process.env.GITHUB_ACTIONS === 'true') {
    const escape = (text) => String(text).replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D')
    const property = (text) => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
    console.log(`::error file=${property(file)},line=${line ?? 1},title=${property(title)}::${escape(message)}`)
  }
}

const policy = Policy.podSecurity(values.level, 'latest')
const counts = { allowed: 0, denied: 0, 'not-judged': 0, error: 0 }
for (const file of positionals.flatMap(files)) {
  for (const verdict of policy.evaluateAll(readFileSync(file), { namespace: values.namespace })) {
    counts[verdict.status] += 1
    if (verdict.error) say(file, verdict.error.kind, verdict.error.message, verdict.error.line)
    for (const { rule, message, fields } of verdict.findings) say(file, rule, `${verdict.object.name}: ${message} (${fields.join(', ')})`)
  }
}
console.log(`${counts.allowed} allowed, ${counts.denied} denied, ${counts['not-judged']} not judged, ${counts.error} not readable`)
const checked = counts.allowed + counts.denied + counts['not-judged']
process.exitCode = counts.error > 0 || checked === 0 ? 2 : counts.denied > 0 ? 1 : 0
