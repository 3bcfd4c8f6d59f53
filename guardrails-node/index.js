'use strict'

const { ManifestError, PolicyError } = require('./lib/errors.js')
const { bytesOf, isValue } = require('./lib/input.js')
const native = require('./lib/native.js')
const { Unwritable } = require('./lib/write.js')

/**
 * @typedef {'allowed' | 'denied' | 'not-judged' | 'error'} Status what became of an object
 * @typedef {'deny' | 'audit' | 'warn'} Effect
 * @typedef {'privileged' | 'baseline' | 'restricted'} Level a level of the Pod Security Standards
 * @typedef {string | Uint8Array | object} Input JSON or YAML as text or bytes (UTF-8), or an object as `JSON.parse` gives it
 */

/**
 * What the caller knows beside the object.
 *
 * @typedef {object} Context
 * @property {string} [namespace] where the object goes if it names no namespace; one that names another is an error
 * @property {Record<string, string>} [namespaceLabels] the labels of its namespace, where they are known: constraints may choose
 * namespaces by them
 */

/**
 * Who an object is, as far as it is known.
 *
 * @typedef {object} Identity
 * @property {string} [apiVersion]
 * @property {string} [kind]
 * @property {string} [namespace]
 * @property {string} [name]
 */

/**
 * What one mode of Pod Security answers.
 *
 * @typedef {object} PodSecurityResult
 * @property {'enforce' | 'audit' | 'warn'} mode
 * @property {Level} level
 * @property {string} version the version it was held to, `latest` resolved: `v1.37`
 * @property {boolean} allowed
 * @property {string} [reason] upstream's ForbiddenReason; absent if allowed
 * @property {string} [detail] upstream's ForbiddenDetail; absent if allowed
 */

/**
 * One thing that a rule found.
 *
 * @typedef {object} Finding
 * @property {string} rule the rule's id, as `rules()` has it
 * @property {'pod-security' | 'azure-policy' | 'virtual-nodes' | 'api-server'} source
 * @property {Effect} effect
 * @property {string} message
 * @property {string[]} fields the paths of the fields that decide, in the object as it was written, there or not
 * @property {string[]} containers the names of the containers concerned
 * @property {Record<string, unknown>} [details] what the Azure constraint template tells beside the message
 * @property {boolean} implied whether it is about the pod that a workload will make
 * @property {string} [suggestion] what may have been meant, of a field that does not exist
 * @property {'documented'} [fidelity] there if the answer rests on documentation alone
 * @property {{state: string, effect: Effect, reason: string, owner: string, ticket?: string, expires?: string}} [exception] the
 * exception that covers it, and the effect that it would have without
 * @property {{effect: Effect}} [baseline] there if a baseline has it already, with the effect that it would have without
 */

/**
 * What is known of a rule.
 *
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} title
 * @property {string} source
 * @property {Level} [level]
 * @property {string[]} [nodes] the node classes that it is about
 * @property {string} fidelity
 * @property {string} documentation
 * @property {string} remedy
 * @property {string[]} fields
 * @property {string} upstream where the rule comes from
 * @property {Template} [template] the constraint template of a rule of Azure Policy
 * @property {{from: string, change: string, overrides: string[]}[]} revisions
 * @property {Example[]} examples
 */

/**
 * The constraint template of a rule of Azure Policy.
 *
 * @typedef {object} Template
 * @property {string} alias the constraint's kind without its version
 * @property {number} version
 * @property {{id: string, version: string}[]} definitions the definitions that use it
 * @property {{name: string, holds: string, default?: string, meaning: string}[]} parameters
 */

/**
 * An example of a rule: a pod that passes, or fails with what is said.
 *
 * @typedef {object} Example
 * @property {string} title
 * @property {string} [from] since which version of Kubernetes
 * @property {string} [parameters] the constraint's parameters
 * @property {string} pod
 * @property {string} expect
 * @property {string} [message]
 * @property {string[]} [messages]
 */

/**
 * The JSON of a verdict, as in docs/schemas/verdict.schema.json.
 *
 * @typedef {object} VerdictData
 * @property {'guardrails/v1'} schema
 * @property {Identity} object
 * @property {Status} status
 * @property {boolean} [allowed]
 * @property {PodSecurityResult[]} [podSecurity]
 * @property {(Omit<Finding, 'containers' | 'implied'> & {containers?: string[], implied?: boolean})[]} findings
 * @property {Record<string, 'must' | 'can' | 'cannot'>} [placement]
 * @property {string[]} [notes]
 * @property {{kind: string, message: string, field?: string, line?: number, column?: number, offset?: number}} [error]
 */

/** @type {Record<string, Status>} */
const STATUSES = { a: 'allowed', d: 'denied', n: 'not-judged', e: 'error', x: 'error' }

/**
 * Freezes a value and everything in it.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function freeze(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze)
    Object.freeze(value)
  }
  return value
}

/** @type {(text: string) => Verdict} */
let makeVerdict
/** @type {(text: string) => Review} */
let makeReview

/**
 * Does what needs a policy, with an error of the right class.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function orPolicyError(work) {
  try {
    return work()
  } catch (cause) {
    throw new PolicyError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/**
 * The error in an answer of the native half.
 *
 * @param {string} text
 */
function errorOf(text) {
  const end = text.indexOf('\n')
  const data = /** @type {VerdictData} */ (JSON.parse(text.slice(1, end)))
  return new ManifestError(text.slice(end + 1), data.error ?? { kind: 'io' }, makeVerdict(text))
}

/**
 * The bytes of an input.
 *
 * @param {unknown} input
 * @param {boolean} isManifest whether a value is one Kubernetes object, and not one that holds them
 * @throws {ManifestError} it cannot be written down
 */
function given(input, isManifest) {
  try {
    return bytesOf(input, isManifest)
  } catch (error) {
    throw error instanceof Unwritable ? refusal(error.message, error.kind, error.field) : error
  }
}

/** @param {string} message @param {string} [kind] @param {string} [field] */
function refusal(message, kind = 'type', field = undefined) {
  return errorOf(native.refusal(kind, message, field))
}

/** @param {unknown} value @returns {value is object} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What a context holds, in the order in which the native half takes it.
 *
 * @param {Context} context
 * @returns {import('./lib/native.js').Beside}
 * @throws {ManifestError} it is of another type, or holds something else
 */
function known(context) {
  if (!isRecord(context)) throw refusal('expected a context such as { namespace: "shop" }')
  const { namespace, namespaceLabels, ...other } = context
  if (namespace !== undefined && typeof namespace !== 'string') throw refusal('expected a string as namespace')
  const isLabels = isRecord(namespaceLabels) && Object.values(namespaceLabels).every((value) => typeof value === 'string')
  if (namespaceLabels !== undefined && !isLabels) throw refusal('expected strings as labels')
  for (const key in other) throw refusal(`unknown key of a context: ${key}`)
  return [namespace, namespaceLabels]
}

/**
 * A string, of which `undefined` and the like are none.
 *
 * @param {unknown} value
 * @param {string} what
 */
function word(value, what) {
  if (typeof value !== 'string') throw new PolicyError(`expected a string as ${what}`)
  return value
}

/** What a policy says of one object; immutable. */
class Verdict {
  #text
  /** @type {VerdictData | undefined} */
  #data
  /** @type {readonly Finding[] | undefined} */
  #findings

  /** @private */
  constructor(/** @type {string} an answer of the native half */ text) {
    this.#text = text
  }

  static {
    makeVerdict = (text) => new Verdict(text)
  }

  #json() {
    const end = this.#text.indexOf('\n')
    return this.#text.slice(1, end < 0 ? undefined : end)
  }

  #read() {
    this.#data ??= freeze(/** @type {VerdictData} */ (JSON.parse(this.#json())))
    return this.#data
  }

  #enforced() {
    return this.#read().podSecurity?.find(({ mode }) => mode === 'enforce')
  }

  /** What became of the object. */
  get status() {
    return STATUSES[this.#text.charAt(0)] ?? 'error'
  }

  /** Whether nothing refuses the object; undefined if it could not be read. */
  get allowed() {
    return this.status === 'error' ? undefined : this.status !== 'denied'
  }

  /** Who the object is. */
  get object() {
    return this.#read().object
  }

  /** The ForbiddenReason of what is enforced, in upstream's words; undefined if allowed. */
  get reason() {
    return this.#enforced()?.reason
  }

  /** The ForbiddenDetail of what is enforced, in upstream's words; undefined if allowed. */
  get detail() {
    return this.#enforced()?.detail
  }

  /** The answer of each mode of Pod Security that was evaluated. */
  get podSecurity() {
    return /** @type {readonly PodSecurityResult[]} */ (this.#read().podSecurity ?? [])
  }

  /** What was found, in upstream's order. */
  get findings() {
    this.#findings ??= freeze(
      this.#read().findings.map((finding) => ({ ...finding, containers: finding.containers ?? [], implied: finding.implied ?? false })),
    )
    return this.#findings
  }

  /** For each node class that the policy asks about, whether the pod must, can or cannot land there. */
  get placement() {
    return this.#read().placement ?? {}
  }

  /** What a reader must know and no rule says. */
  get notes() {
    return /** @type {readonly string[]} */ (this.#read().notes ?? [])
  }

  /** Why the object could not be read, where the status is `error`. */
  get error() {
    return this.status === 'error' ? errorOf(this.#text) : undefined
  }

  /**
   * The verdict as one line of JSON, with the same bytes as from every other surface. To `JSON.stringify`, which names
   * the key that it is about to write, it gives the object instead.
   *
   * @overload
   * @returns {string}
   */
  /**
   * @overload
   * @param {string} key
   * @returns {VerdictData}
   */
  /** @param {string} [key] */
  toJSON(key) {
    return key === undefined ? this.#json() : this.#read()
  }
}

/** The answer to an admission request: a verdict, and the response to send; immutable. */
class Review {
  #text
  /** @type {Record<string, unknown> | undefined} */
  #response
  /** @type {Verdict} the verdict; its status is `error` if the object of the request could not be read, which is a denial */
  verdict

  static {
    makeReview = (text) => new Review(text)
  }

  /** @private */
  constructor(/** @type {string} an answer of the native half */ text) {
    const end = text.lastIndexOf('\n')
    this.#text = text.slice(end + 1)
    this.verdict = makeVerdict(text.slice(0, end))
    Object.freeze(this)
  }

  /** Whether the request may go through. */
  get allowed() {
    return this.verdict.allowed === true
  }

  /** The AdmissionReview to send back. */
  get response() {
    this.#response ??= freeze(/** @type {Record<string, unknown>} */ (JSON.parse(this.#text)))
    return this.#response
  }

  /** The AdmissionReview to send back as one line of JSON, with the same bytes as from every other surface. */
  toResponseJSON() {
    return this.#text
  }
}

/**
 * What to check: built once, immutable.
 *
 * @example
 * const policy = Policy.podSecurity('restricted', 'latest')
 * const verdict = policy.evaluate(manifest, { namespace: 'shop' })
 * for (const { rule, message } of verdict.findings) console.log(rule, message)
 */
class Policy {
  #native

  /** @private */
  constructor(/** @type {import('./lib/native.js').NativePolicy} */ native) {
    if (native === undefined) throw new PolicyError('a policy comes from Policy.podSecurity or Policy.load')
    this.#native = native
  }

  /**
   * Enforces one level of the Pod Security Standards, and nothing else.
   *
   * @param {Level} level
   * @param {string} [version] `latest`, or one like `v1.36`
   * @returns {Policy}
   * @throws {PolicyError} the level or the version is unknown
   */
  static podSecurity(level, version = 'latest') {
    const words = /** @type {const} */ ([word(level, 'level'), word(version, 'version')])
    return orPolicyError(() => new Policy(native.podSecurity(...words)))
  }

  /**
   * Reads policy documents: YAML or JSON, several in one text; an object; or a list of these.
   *
   * @param {Input | Input[]} documents
   * @returns {Policy}
   * @throws {PolicyError} whatever is unknown, mistyped or without effect, with its place
   */
  static load(documents) {
    const list = Array.isArray(documents) ? documents : [documents]
    return orPolicyError(() => {
      // Copies, since the bytes of one are valid until the next.
      const texts = list.map((document) => Uint8Array.from(given(document, false)))
      return new Policy(native.load(texts))
    })
  }

  /**
   * Judges one object as a person or a pipeline writes it, given the defaults that the API server would fill in.
   *
   * @param {Input} input
   * @param {Context} [context]
   * @returns {Verdict}
   * @throws {ManifestError} it could not be read as Kubernetes reads it, or is not one object; that is never "allowed"
   */
  evaluate(input, context) {
    const bytes = given(input, true)
    const judge = isValue(input) ? this.#native.evaluateObject : this.#native.evaluate
    const text = context === undefined ? judge(bytes) : judge(bytes, ...known(context))
    if (text.charCodeAt(0) === 101) throw errorOf(text)
    return makeVerdict(text)
  }

  /**
   * Judges every object: of a text with many documents or lines, of a List, of an array of inputs. One that could not be
   * read has the status `error`, and does not hide its neighbours.
   *
   * @param {Input | Input[]} input
   * @param {Context} [context]
   * @returns {Verdict[]} in the order of the input
   * @throws {ManifestError} the context is wrong
   */
  evaluateAll(input, context) {
    const list = Array.isArray(input) ? input : [input]
    /** @type {import('./lib/native.js').Beside} */
    const beside = context === undefined ? [] : known(context)
    return list.flatMap((one) => this.#answers(one, beside).map((text) => makeVerdict(text)))
  }

  /**
   * @param {unknown} input
   * @param {import('./lib/native.js').Beside} beside
   * @returns {string[]}
   */
  #answers(input, beside) {
    const { evaluateAll, evaluateObject, evaluateObjects } = this.#native
    try {
      const bytes = bytesOf(input, false)
      // As text, null would be a document that holds nothing.
      if (input === null || input === undefined) return [evaluateObject(bytes)]
      return isValue(input) ? evaluateObjects(bytes, ...beside) : evaluateAll(bytes, ...beside)
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error
      return [native.refusal(error.kind, error.message, error.field)]
    }
  }

  /**
   * Answers an AdmissionReview (admission.k8s.io/v1) or a bare AdmissionRequest, literally, as admission does.
   *
   * @param {Input} input
   * @returns {Review} a denial, too, if the object of the request could not be read
   * @throws {ManifestError} no uid could be read, so that there is nothing to answer to
   */
  review(input) {
    const text = this.#native.review(given(input, false), isValue(input))
    if (text.charAt(0) === 'x') throw errorOf(text)
    return makeReview(text)
  }
}

/**
 * All rules, with everything that is known of them.
 *
 * @returns {readonly Rule[]}
 */
function rules() {
  return freeze(/** @type {Rule[]} */ (JSON.parse(native.rulesJson())))
}

module.exports = { ManifestError, Policy, PolicyError, Review, Verdict, rules }
