'use strict'
// What a policy answers: verdicts, reviews, and errors that hold a verdict.

const { ManifestError } = require('./errors.js')
const { native } = require('./native.js')

/**
 * @typedef {'allowed' | 'denied' | 'not-judged' | 'error'} Status what became of an object
 * @typedef {'deny' | 'audit' | 'warn'} Effect
 * @typedef {'privileged' | 'baseline' | 'restricted'} Level a level of the Pod Security Standards
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

/** The letters that answers begin with, as numbers. */
const ALLOWED = 97
const DENIED = 100
const NOT_JUDGED = 110
const ERROR = 101

/** Whether a letter is a capital one, and the small one that it stands for. @param {number} letter */
const isCapital = (letter) => letter < ALLOWED
/** @param {number} letter */
const small = (letter) => letter | 0x20

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

/**
 * An answer of the native half, or what asks for it when somebody wants it.
 *
 * @typedef {string | (() => string)} Answer
 */

/** Whoever makes one of these classes has it, and nobody else. */
const OURS = Symbol('ours')

/** @param {unknown} key @param {string} message */
function checkOurs(key, message) {
  if (key !== OURS) throw new TypeError(message)
}

/** @type {(letter: number, answer: Answer) => Verdict} */
let makeVerdict
/** @type {(text: string) => Review} */
let makeReview

/** @param {string} text */
const toldVerdict = (text) => makeVerdict(text.charCodeAt(0), text)

/**
 * The error in an answer of the native half.
 *
 * @param {string} text
 */
function errorOf(text) {
  const end = text.indexOf('\n')
  const data = /** @type {VerdictData} */ (JSON.parse(text.slice(1, end)))
  return new ManifestError(text.slice(end + 1), data.error ?? { kind: 'io' }, toldVerdict(text))
}

/** @param {string} message @param {string} [kind] @param {string} [field] */
function refusal(message, kind = 'type', field = undefined) {
  return errorOf(native.refusal(kind, message, field))
}

/** What a policy says of one object; immutable. */
class Verdict {
  #letter
  #answer
  /** @type {VerdictData | undefined} */
  #data
  /** @type {readonly Finding[] | undefined} */
  #findings

  /**
   * @private
   * @param {typeof OURS} key
   * @param {number} letter
   * @param {Answer} answer
   */
  constructor(key, letter, answer) {
    checkOurs(key, 'a verdict comes from Policy.evaluate')
    this.#letter = letter
    this.#answer = answer
  }

  static {
    makeVerdict = (letter, answer) => new Verdict(OURS, letter, answer)
  }

  #text() {
    if (typeof this.#answer !== 'string') this.#answer = this.#answer()
    return this.#answer
  }

  #json() {
    const text = this.#text()
    const end = text.indexOf('\n')
    return text.slice(1, end < 0 ? undefined : end)
  }

  #read() {
    this.#data ??= freeze(/** @type {VerdictData} */ (JSON.parse(this.#json())))
    return this.#data
  }

  #enforced() {
    return this.#read().podSecurity?.find(({ mode }) => mode === 'enforce')
  }

  /**
   * What became of the object.
   *
   * @returns {Status}
   */
  get status() {
    if (this.#letter === ALLOWED) return 'allowed'
    if (this.#letter === DENIED) return 'denied'
    return this.#letter === NOT_JUDGED ? 'not-judged' : 'error'
  }

  /**
   * Whether nothing refuses the object; undefined if it could not be read.
   *
   * @returns {boolean | undefined}
   */
  get allowed() {
    if (this.#letter === DENIED) return false
    return this.#letter === ALLOWED || this.#letter === NOT_JUDGED ? true : undefined
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
    return this.status === 'error' ? errorOf(this.#text()) : undefined
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

  /**
   * @private
   * @param {typeof OURS} key
   * @param {string} text an answer of the native half
   */
  constructor(key, text) {
    checkOurs(key, 'a review comes from Policy.review')
    const end = text.lastIndexOf('\n')
    this.#text = text.slice(end + 1)
    this.verdict = toldVerdict(text.slice(0, end))
    Object.freeze(this)
  }

  static {
    makeReview = (text) => new Review(OURS, text)
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

module.exports = {
  ERROR,
  OURS,
  Review,
  Verdict,
  checkOurs,
  errorOf,
  freeze,
  isCapital,
  makeReview,
  makeVerdict,
  refusal,
  small,
  toldVerdict,
}
