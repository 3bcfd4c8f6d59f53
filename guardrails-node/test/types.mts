// Checked by `tsc --strict` alone: what the types promise, and what they refuse.

import { ManifestError, Policy, PolicyError, Review, Verdict, rules } from 'k8s-guardrails'
import type { Context, Finding, Input, Level, PodSecurityResult, Rule, Status, VerdictData } from 'k8s-guardrails'

const level: Level = 'restricted'
const policy: Policy = Policy.podSecurity(level, 'latest')
const input: Input = new Uint8Array()
const context: Context = { namespace: 'shop', namespaceLabels: { team: 'a' } }
const verdict: Verdict = policy.evaluate(input, context)
const status: Status = verdict.status
const allowed: boolean | undefined = verdict.allowed
const reason: string | undefined = verdict.reason ?? verdict.detail
const finding: Finding | undefined = verdict.findings[0]
const words: (string | undefined)[] = [finding?.rule, finding?.message, finding?.effect, finding?.source, finding?.fields[0], finding?.containers[0]]
const implied: boolean | undefined = finding?.implied
const answer: PodSecurityResult | undefined = verdict.podSecurity[0]
const reach: 'must' | 'can' | 'cannot' | undefined = verdict.placement['linux']
const notes: readonly string[] = verdict.notes
const text: string = verdict.toJSON()
const data: VerdictData = verdict.toJSON('')
const many: Verdict[] = policy.evaluateAll(['text', input, { kind: 'Pod' }], context)
const review: Review = policy.review('text')
const response: Record<string, unknown> = review.response
const known: readonly Rule[] = rules()
const loaded: Policy = Policy.load([{ kind: 'Policy' }, 'text', input])
const error: Error = new PolicyError('no such level')
const place = (e: ManifestError): [string, string | undefined, number | undefined, number | undefined, number | undefined] => [e.kind, e.field, e.line, e.column, e.offset]
export default [status, allowed, reason, words, implied, answer, reach, notes, text, data, many, response, known, loaded, error, place]

// @ts-expect-error a level that does not exist
Policy.podSecurity('strict')
// @ts-expect-error a number is no input
policy.evaluate(3)
// @ts-expect-error a context is an object
policy.evaluate('text', 'shop')
// @ts-expect-error a verdict cannot be changed
verdict.status = 'allowed'
// @ts-expect-error findings cannot be changed
verdict.findings.push(finding)
// @ts-expect-error policies are made by podSecurity and load
new Policy()
