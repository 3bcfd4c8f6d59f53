'use strict'

const { ManifestError, PolicyError } = require('./lib/errors.js')
const { bytesOf, isValue, kept } = require('./lib/input.js')
const { IN_WORDS, WRITTEN_DOWN, native } = require('./lib/native.js')
const { ERROR, OURS, Review, Verdict, checkOurs, errorOf, freeze, isCapital, makeReview, makeVerdict, refusal, small, toldVerdict } =
  require('./lib/verdict.js')
const { Unwritable } = require('./lib/write.js')

/**
 * @typedef {string | Uint8Array | object} Input JSON or YAML as text or bytes (UTF-8), or an object as `JSON.parse` gives it
 * @typedef {import('./lib/verdict.js').Status} Status
 * @typedef {import('./lib/verdict.js').Effect} Effect
 * @typedef {import('./lib/verdict.js').Level} Level
 * @typedef {import('./lib/verdict.js').Identity} Identity
 * @typedef {import('./lib/verdict.js').PodSecurityResult} PodSecurityResult
 * @typedef {import('./lib/verdict.js').Finding} Finding
 * @typedef {import('./lib/verdict.js').VerdictData} VerdictData
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

/** What a context holds that nobody gave. @type {import('./lib/native.js').Beside} */
const NOTHING = []

/**
 * Keeps what was judged as it is now, to judge it once more for its words.
 *
 * @param {import('./lib/native.js').Evaluate} evaluate
 * @param {Uint8Array} bytes
 * @param {import('./lib/native.js').How} how
 * @param {import('./lib/native.js').Beside} beside
 */
function asking(evaluate, bytes, how, beside) {
  const manifest = kept(bytes)
  return () => String(evaluate(Buffer.from(manifest, 'latin1'), how | IN_WORDS, ...beside))
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

  /**
   * @private
   * @param {typeof OURS} key
   * @param {import('./lib/native.js').NativePolicy} native
   */
  constructor(key, native) {
    checkOurs(key, 'a policy comes from Policy.podSecurity or Policy.load')
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
    return orPolicyError(() => new Policy(OURS, native.podSecurity(...words)))
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
      return new Policy(OURS, native.load(texts))
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
    const { evaluate, inWords } = this.#native
    const beside = context === undefined ? NOTHING : known(context)
    const bytes = given(input, true)
    const how = isValue(input) ? WRITTEN_DOWN : 0
    const answer = how === 0 && beside === NOTHING ? evaluate(bytes) : evaluate(bytes, how, ...beside)
    if (typeof answer === 'number') return makeVerdict(answer, asking(evaluate, bytes, how, beside))
    const letter = answer.charCodeAt(0)
    if (letter === ERROR) throw errorOf(answer)
    return isCapital(letter) ? makeVerdict(small(letter), () => inWords(answer)) : makeVerdict(letter, answer)
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
    const beside = context === undefined ? NOTHING : known(context)
    return list.flatMap((one) => this.#answers(one, beside).map(toldVerdict))
  }

  /**
   * @param {unknown} input
   * @param {import('./lib/native.js').Beside} beside
   * @returns {string[]}
   */
  #answers(input, beside) {
    const { evaluate, evaluateAll } = this.#native
    try {
      const bytes = bytesOf(input, false)
      // As text, null would be a document that holds nothing.
      if (input === null || input === undefined) return [String(evaluate(bytes, WRITTEN_DOWN | IN_WORDS))]
      return evaluateAll(bytes, isValue(input) ? WRITTEN_DOWN : 0, ...beside)
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
    const text = this.#native.review(given(input, false), isValue(input) ? WRITTEN_DOWN : 0)
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
