// The same types by `require`.

import guardrails = require('k8s-guardrails')

const verdict: guardrails.Verdict = guardrails.Policy.podSecurity('baseline').evaluate('text')
const finding: guardrails.Finding | undefined = verdict.findings[0]
export = finding
