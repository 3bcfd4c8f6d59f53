'use strict'
// Every name of the contract, and what it gives.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { ManifestError, Policy, PolicyError, Review, Verdict, rules } = require('k8s-guardrails')

const HOST_PID = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true}\n'
const JSON_OF_IT =
  '{"schema":"guardrails/v1","object":{"apiVersion":"v1","kind":"Pod","namespace":"shop","name":"web"},"status":"denied",' +
  '"allowed":false,"podSecurity":[{"mode":"enforce","level":"baseline","version":"v1.36","allowed":false,"reason":"host namespaces",' +
  '"detail":"host namespaces (hostPID=true)"}],"findings":[{"rule":"hostNamespaces","source":"pod-security","effect":"deny",' +
  '"message":"host namespaces (hostPID=true)","fields":["spec.hostPID"]}]}'

test('a verdict has all that its JSON has', () => {
  const verdict = Policy.podSecurity('baseline', 'v1.36').evaluate(HOST_PID, { namespace: 'shop' })
  assert.ok(verdict instanceof Verdict)
  assert.equal(verdict.status, 'denied')
  assert.equal(verdict.allowed, false)
  assert.equal(verdict.reason, 'host namespaces')
  assert.equal(verdict.detail, 'host namespaces (hostPID=true)')
  assert.deepEqual(verdict.object, { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' })
  assert.deepEqual(verdict.podSecurity, JSON.parse(JSON_OF_IT).podSecurity)
  const finding = { ...JSON.parse(JSON_OF_IT).findings[0], containers: [], implied: false }
  assert.deepEqual(verdict.findings, [finding])
  assert.deepEqual([verdict.placement, verdict.notes, verdict.error], [{}, [], undefined])
  assert.equal(verdict.toJSON(), JSON_OF_IT)
  assert.equal(JSON.stringify(verdict), JSON_OF_IT)
  assert.equal(JSON.stringify({ verdicts: [verdict] }), `{"verdicts":[${JSON_OF_IT}]}`)
})

test('an allowed object has no reason', () => {
  const verdict = Policy.podSecurity('baseline').evaluate({ apiVersion: 'v1', kind: 'Pod', spec: {} })
  assert.deepEqual([verdict.status, verdict.allowed, verdict.reason, verdict.detail], ['allowed', true, undefined, undefined])
  assert.deepEqual(verdict.findings, [])
})

test('an object that no rule looks at is not judged', () => {
  const verdict = Policy.podSecurity('baseline').evaluate({ apiVersion: 'v1', kind: 'ConfigMap' })
  assert.deepEqual([verdict.status, verdict.allowed], ['not-judged', true])
})

test('placement and notes are told where a policy asks', () => {
  const policy = Policy.load({ apiVersion: 'guardrails/v1', kind: 'Policy', placement: { nodes: ['linux', 'virtual-node'] } })
  const verdict = policy.evaluate({ apiVersion: 'v1', kind: 'Pod', spec: { schedulerName: 'mine', containers: [{ name: 'a', image: 'a' }] } })
  assert.deepEqual(Object.keys(verdict.placement), ['linux', 'virtual-node'])
  assert.ok(verdict.notes.some((note) => note.includes('`mine`')))
})

test('policies come as text, bytes, objects and lists', () => {
  const document = { apiVersion: 'guardrails/v1', kind: 'Policy', podSecurity: { enforce: 'baseline' } }
  const text = JSON.stringify(document)
  const whole = `apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\n---\napiVersion: guardrails/v1\nkind: Policy\nplacement: {nodes: [linux]}\n`
  for (const documents of [document, text, Buffer.from(text), [document], [text], whole, whole.split('\n---\n')]) {
    assert.equal(Policy.load(documents).evaluate(HOST_PID).status, 'denied')
  }
})

test('many objects are judged each by itself', () => {
  const policy = Policy.podSecurity('baseline')
  const verdicts = policy.evaluateAll(`${HOST_PID}---\nnonsense\n---\napiVersion: v1\nkind: Pod\n`)
  assert.deepEqual(verdicts.map(({ status }) => status), ['denied', 'error', 'allowed'])
  assert.equal(verdicts[1].allowed, undefined)
  assert.ok(verdicts[1].error instanceof ManifestError)
  assert.equal(JSON.parse(verdicts[1].toJSON()).error.kind, verdicts[1].error.kind)
  const list = { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod' }, { apiVersion: 'v1', kind: 'Pod', spec: 7 }] }
  const [good, bad] = policy.evaluateAll(list)
  assert.deepEqual([good.status, bad.status, bad.error.kind, bad.error.line], ['allowed', 'error', 'type', undefined])
  assert.equal(policy.evaluateAll([list, HOST_PID]).length, 3)
  assert.deepEqual(policy.evaluateAll([]), [])
})

test('a review holds the verdict and the response', () => {
  const request = { uid: '7', resource: { group: '', version: 'v1', resource: 'pods' }, name: 'web', operation: 'CREATE' }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { hostIPC: true } }
  const asked = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { ...request, object } }
  const policy = Policy.podSecurity('baseline')
  for (const input of [asked, JSON.stringify(asked), Buffer.from(JSON.stringify(asked))]) {
    const review = policy.review(input)
    assert.ok(review instanceof Review)
    assert.equal(review.allowed, false)
    assert.equal(review.verdict.status, 'denied')
    assert.deepEqual([review.response.response.uid, review.response.response.allowed], ['7', false])
    assert.match(review.response.response.status.message, /^pods "web" is forbidden: violates PodSecurity "baseline:latest"/)
    assert.deepEqual(JSON.parse(review.toResponseJSON()), review.response)
  }
  const unreadable = policy.review({ ...asked, request: { ...request, object: { ...object, spec: { hostIPC: 'yes' } } } })
  assert.deepEqual([unreadable.allowed, unreadable.verdict.status, unreadable.response.response.allowed], [false, 'error', false])
  assert.throws(() => policy.review('{}'), (error) => error instanceof ManifestError && error.verdict.status === 'error')
})

test('rules are known with all their data', () => {
  const hostPorts = rules().find(({ id }) => id === 'hostPorts')
  assert.equal(hostPorts.source, 'pod-security')
  assert.equal(hostPorts.level, 'baseline')
  assert.ok(hostPorts.fields.length > 0 && hostPorts.examples.length > 0)
})

test('nothing of an answer can be changed', () => {
  const verdict = Policy.podSecurity('baseline').evaluate(HOST_PID)
  assert.throws(() => verdict.findings.pop(), TypeError)
  assert.throws(() => Object.assign(verdict.findings[0], { effect: 'warn' }), TypeError)
  assert.throws(() => Object.assign(verdict, { status: 'allowed' }), TypeError)
})

test('wrong policies are PolicyErrors', () => {
  const says = (words) => (error) => error instanceof PolicyError && error instanceof Error && error.message.includes(words)
  assert.throws(() => Policy.podSecurity('strict'), says('unknown level `strict`'))
  assert.throws(() => Policy.podSecurity(), says('expected a string as level'))
  assert.throws(() => Policy.podSecurity('baseline', null), says('expected a string as version'))
  assert.throws(() => Policy.podSecurity('baseline', 'v1.999'), says('v1.999'))
  assert.throws(() => Policy.load('what: 1'), PolicyError)
  assert.throws(() => Policy.load(''), PolicyError)
  assert.throws(() => Policy.load([]), PolicyError)
  assert.throws(() => Policy.load(null), says('there is no policy document in it'))
  assert.throws(() => Policy.load(7), PolicyError)
})

test('nobody makes an answer by hand', () => {
  for (const Class of [Policy, Verdict, Review]) {
    for (const input of [[], ['a{}'], [{}], [Symbol('ours'), 97, 'a{}']]) {
      assert.throws(() => new Class(...input), { name: 'TypeError', message: /comes from Policy/ })
    }
  }
})

test('a verdict stays as it was', () => {
  const policy = Policy.podSecurity('baseline', 'v1.36')
  for (const text of [HOST_PID, HOST_PID.replace('true', 'false'), HOST_PID.replace('web', `"a\\nb"`), `${HOST_PID}# ${'é'.repeat(8192)}\n`]) {
    const bytes = Buffer.from(text)
    const [verdict, expected] = [policy.evaluate(bytes, { namespace: 'shop' }), policy.evaluateAll(text, { namespace: 'shop' })[0]]
    bytes.fill(0)
    assert.deepEqual([verdict.status, verdict.allowed], [expected.status, expected.allowed])
    assert.equal(verdict.toJSON(), expected.toJSON())
    assert.deepEqual(verdict.findings, expected.findings)
  }
})

test('import and require give the same', async () => {
  const imported = await import('k8s-guardrails')
  assert.equal(imported.Policy, Policy)
  assert.equal(imported.ManifestError, ManifestError)
  assert.deepEqual(Object.keys(imported).filter((name) => name !== 'default' && name !== 'module.exports').sort(), Object.keys(require('k8s-guardrails')).sort())
})
