// What Node takes for the inputs that the bindings are measured with: `node.mjs ROUNDS FILE...`.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// The package as it is installed in the folder where this program runs.
const { Policy } = createRequire(join(process.cwd(), 'runner.js'))('k8s-guardrails')

/** How many runs a round has: short enough that many rounds are done before somebody else wants the processor. */
const RUNS = 200

/** The best round in nanoseconds of processor time a call. */
function nanoseconds(rounds, call, input) {
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    let allowed = 0
    const start = process.cpuUsage()
    for (let run = 0; run < RUNS; run++) allowed += call(input) ? 1 : 0
    const { user, system } = process.cpuUsage(start)
    if (allowed % RUNS !== 0) throw new Error('the same object was judged in two ways')
    best = Math.min(best, ((user + system) * 1000) / RUNS)
  }
  return best
}

const policy = Policy.podSecurity('restricted', 'latest')
const [rounds, ...files] = process.argv.slice(2)
for (const file of files) {
  const bytes = readFileSync(file)
  const inputs = { bytes, string: bytes.toString(), object: JSON.parse(bytes) }
  const judge = (input) => policy.evaluate(input).allowed
  for (const [what, input] of Object.entries(inputs)) {
    console.log(JSON.stringify({ file, what, ns: nanoseconds(rounds, judge, input) }))
  }
  // What a holder of an object would pay for the text alone, without this package.
  console.log(JSON.stringify({ file, what: 'JSON.stringify alone', ns: nanoseconds(rounds, JSON.stringify, inputs.object) }))
}
