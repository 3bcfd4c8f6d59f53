'use strict'
// What comes in: every type, right and wrong.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')
const { ManifestError, Policy } = require('k8s-guardrails')

const policy = Policy.podSecurity('baseline', 'v1.36')
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { hostPID: true } }
const TEXT = JSON.stringify(POD)

/** The error that a wrong input is answered with. */
function refused(input, context) {
  try {
    const verdict = policy.evaluate(input, context)
    assert.fail(`${String(input)} gave ${verdict.status}`)
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    assert.equal(error.name, 'ManifestError')
    return error
  }
}

test('text, bytes and objects give the same verdict', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(TEXT.length))
  shared.set(Buffer.from(TEXT))
  const inside = Buffer.from(`  ${TEXT}  `).subarray(2, 2 + TEXT.length)
  for (const input of [TEXT, Buffer.from(TEXT), new TextEncoder().encode(TEXT), shared, inside, POD]) {
    assert.equal(policy.evaluate(input).toJSON(), policy.evaluate(TEXT).toJSON())
  }
})

test('what is no input is an error in the words of every surface', () => {
  const odd = [10n, Symbol('s'), () => TEXT, new Int8Array(3), new ArrayBuffer(3), new Map([['kind', 'Pod']]), NaN]
  const shown = ['a bigint', 'a symbol', 'a function', 'an Int8Array', 'an ArrayBuffer', 'a Map', 'a NaN']
  for (const [n, input] of odd.entries()) {
    const error = refused(input)
    assert.deepEqual([error.kind, error.message], ['type', `expected an object, found ${shown[n]}, which JSON does not have`])
    assert.equal(error.verdict.status, 'error')
  }
  for (const [input, kind, message] of [
    [undefined, 'no-object', 'there is no object in it'],
    [null, 'no-object', 'there is no object in it'],
    [3, 'type', 'expected an object, found a number'],
    [true, 'type', 'expected an object, found a boolean'],
    [[], 'type', 'expected an object, found a list'],
  ]) {
    const error = refused(input)
    assert.deepEqual([error.kind, error.message, error.line], [kind, message, undefined])
    if (!Array.isArray(input)) assert.equal(policy.evaluateAll(input)[0].error.message, message)
    assert.throws(() => policy.review(input), { kind, message, line: undefined })
  }
  for (const [context, message] of [
    ['shop', 'expected a context such as { namespace: "shop" }'],
    [null, 'expected a context such as { namespace: "shop" }'],
    [[], 'expected a context such as { namespace: "shop" }'],
    [{ namespace: 3 }, 'expected a string as namespace'],
    [{ namespace: null }, 'expected a string as namespace'],
    [{ namespaceLabels: 'a=b' }, 'expected strings as labels'],
    [{ namespaceLabels: { a: 1 } }, 'expected strings as labels'],
    [{ namspace: 'shop' }, 'unknown key of a context: namspace'],
  ]) {
    assert.deepEqual([refused(TEXT, context).kind, refused(TEXT, context).message], ['type', message])
    assert.throws(() => policy.evaluateAll(TEXT, context), { kind: 'type', message })
  }
})

test('what cannot be written down does not hide its neighbours', () => {
  const odd = { ...POD, spec: { hostPID: 10n } }
  const verdicts = policy.evaluateAll([POD, null, odd, () => 1, TEXT])
  assert.deepEqual(verdicts.map(({ status }) => status), ['denied', 'error', 'error', 'error', 'denied'])
  assert.deepEqual(verdicts.map(({ error }) => error?.kind), [undefined, 'no-object', 'type', 'type', undefined])
  assert.equal(verdicts[2].error.field, 'spec.hostPID')
  assert.equal(verdicts[2].error.message, 'spec.hostPID: found a bigint, which JSON does not have')
})

test('what is empty or many is no object', () => {
  assert.equal(refused('').kind, 'no-object')
  assert.equal(refused(new Uint8Array()).kind, 'no-object')
  assert.equal(refused(`${TEXT}\n${TEXT}`).kind, 'many-objects')
  assert.equal(refused({ apiVersion: 'v1', kind: 'List', items: [] }).kind, 'many-objects')
  assert.equal(refused({}).kind, 'missing-kind')
  assert.equal(refused([]).kind, 'type')
})

test('an error names its place in text, and its field in objects', () => {
  const { kind, field, line, column, offset, message } = refused('apiVersion: v1\nkind: Pod\nspec: {hostPID: 3}\n')
  assert.deepEqual({ kind, field, line, column, offset }, { kind: 'type', field: 'spec.hostPID', line: 3, column: 17, offset: 41 })
  assert.equal(message, 'line 3, column 17: spec.hostPID: expected a boolean, found a number')
  const ofObject = refused({ ...POD, spec: { hostPID: 3 } })
  assert.deepEqual([ofObject.kind, ofObject.field, ofObject.line, ofObject.column, ofObject.offset], ['type', 'spec.hostPID', undefined, undefined, undefined])
  assert.equal(ofObject.message, 'spec.hostPID: expected a boolean, found a number')
  assert.equal(refused(TEXT.replace('}}', '}},'), undefined).kind, 'syntax')
  assert.equal(refused({ ...POD, metadata: { namespace: 'bank' } }, { namespace: 'shop' }).field, 'metadata.namespace')
})

test('half a character is an error where it stands', () => {
  const { kind, line, column } = refused('apiVersion: v1\nkind: "Po\ud800d"\n')
  assert.deepEqual({ kind, line, column }, { kind: 'encoding', line: 2, column: 10 })
  assert.equal(refused({ ...POD, metadata: { name: 'we\udc00b' } }).kind, 'encoding')
  assert.equal(refused(Uint8Array.of(0x61, 0xff)).kind, 'encoding')
  assert.equal(policy.evaluate({ ...POD, metadata: { name: 'é😀' } }).object.name, 'é😀')
})

test('what JSON does not have is an error with the field', () => {
  const odd = [NaN, -Infinity, 10n, Symbol('s'), () => 1, new Map([['privileged', true]]), new Set(), /x/, new Uint8Array(2), new Error('e')]
  for (const privileged of odd) {
    const error = refused({ ...POD, spec: { containers: [{}, { securityContext: { privileged } }] } })
    assert.deepEqual([error.kind, error.field], ['type', 'spec.containers[1].securityContext.privileged'])
  }
  assert.equal(refused({ ...POD, spec: { containers: [undefined] } }).field, 'spec.containers[0]')
})

test('objects are what JSON.stringify makes of them', () => {
  class V1Pod {
    constructor() {
      Object.assign(this, POD, { metadata: { creationTimestamp: new Date(0), deletionTimestamp: undefined } })
    }
  }
  const bare = Object.assign(Object.create(null), POD)
  const own = { toJSON: () => POD }
  for (const input of [new V1Pod(), bare, own]) {
    assert.equal(policy.evaluate(input).toJSON(), policy.evaluate(JSON.stringify(input)).toJSON())
  }
})

test('objects are written whole, however long their texts', () => {
  const odd = ['', 'é', '\u2028', '"\\\n', '\u007f', 'exactly8', 'x'.repeat(63), 'x'.repeat(64), -0, 1.5, 1e21, 1e-7, true, null, [], {}]
  const nested = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`)
  // Around the size of the room in which they are written, and twice it.
  for (const size of [0, 1, 65_000, 65_400, 65_528, 65_535, 65_536, 131_000, 131_072, 1_100_000]) {
    const other = { text: 'x'.repeat(size), nested, odd, accents: 'é'.repeat(size / 2) }
    const input = { ...POD, metadata: { name: 'web', annotations: { a: 'b' } }, spec: { hostPID: true, other, nodeName: `n${size}` } }
    assert.equal(policy.evaluate(input).toJSON(), policy.evaluate(JSON.stringify(input)).toJSON())
    assert.equal(policy.evaluate(input).findings.length, 2)
  }
})

test('a toJSON may judge objects itself', () => {
  const inner = () => policy.evaluate({ ...POD, metadata: { name: 'inner', annotations: { a: 'x'.repeat(100_000) } } })
  const metadata = { toJSON: () => ({ name: inner().object.name }) }
  assert.equal(policy.evaluate({ ...POD, metadata, spec: { hostPID: true } }).object.name, 'inner')
})

test('every field of an object is looked at', () => {
  const metadata = { name: 'web', managedFields: [{ manager: 'kubectl' }] }
  const cluster = { ...POD, metadata, status: { phase: 'Running', containerStatuses: [{ name: 'a' }] } }
  assert.equal(policy.evaluate(cluster).toJSON(), policy.evaluate(JSON.stringify(cluster)).toJSON())
  assert.equal(refused({ ...POD, status: { phase: NaN } }).field, 'status.phase')
  assert.equal(refused({ ...POD, metadata: { managedFields: [{ time: new Map() }] } }).field, 'metadata.managedFields[0].time')
})

test('cycles, depth and growth end', () => {
  const cyclic = { ...POD }
  cyclic.spec = { cyclic }
  assert.equal(refused(cyclic).kind, 'depth')
  const nested = (levels) => JSON.parse(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`)
  assert.equal(policy.evaluate({ ...POD, spec: nested(127) }).status, 'allowed')
  assert.equal(refused({ ...POD, spec: nested(128) }).kind, 'depth')
  assert.equal(refused(JSON.stringify({ ...POD, spec: nested(128) })).kind, 'depth')
  let doubled = 'ab'
  for (let n = 0; n < 100; n++) doubled = [doubled, doubled]
  assert.equal(refused({ ...POD, spec: { doubled } }).kind, 'size')
  assert.equal(refused(TEXT + ' '.repeat(4 * 1024 * 1024)).kind, 'size')
})

test('workers have the package too', async () => {
  const code = `
    const { Policy } = require('k8s-guardrails')
    const { parentPort, workerData } = require('node:worker_threads')
    const policy = Policy.podSecurity('baseline', 'v1.36')
    let json
    for (let n = 0; n < 500; n++) json = policy.evaluate(workerData).toJSON()
    parentPort.postMessage(json)`
  const answers = [1, 2, 3].map(() => new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true, workerData: TEXT })
    worker.once('message', resolve)
    worker.once('error', reject)
  }))
  for (const json of await Promise.all(answers)) assert.equal(json, policy.evaluate(TEXT).toJSON())
})
