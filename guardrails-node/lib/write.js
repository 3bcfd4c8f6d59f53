'use strict'
// Writes JavaScript's objects down as JSON for the reader.
//
// It is what JSON.stringify writes, except that what JSON does not have (NaN, a BigInt, a Map, a function) is an error,
// where JSON.stringify would leave it out or write something harmless in its place, and a cycle is one too. No field is
// left out but two that are large and of which no reader reads more than that they are there: `status` and
// `metadata.managedFields` of the object itself.

const { ManifestError } = require('./errors.js')

/** The reader's own limit for nesting, counted with the object itself as 1. */
const DEEPEST = 128

/** The most that is written, in characters: beyond what the reader takes of one object, and of many. */
const LARGEST = 4 * 1024 * 1024
const LARGEST_OF_MANY = 256 * 1024 * 1024
let largest = LARGEST

/**
 * Fields that are left empty, and objects that have such fields.
 *
 * @typedef {{[key: string]: true | Unread}} Unread
 */

/** What is left empty in a Kubernetes object. @type {Unread} */
const UNREAD = Object.assign(Object.create(null), {
  status: true,
  metadata: Object.assign(Object.create(null), { managedFields: true }),
})

/** Keys as they are written, with quotes and colon: the same few hundred come again and again. @type {Map<string, string>} */
const keys = new Map()
const MOST_KEYS = 4096

const NEEDS_ESCAPES = /["\\\u0000-\u001f\ud800-\udfff]/

/** @param {string} key */
function written(key) {
  let text = keys.get(key)
  if (text === undefined) {
    text = `${JSON.stringify(key)}:`
    if (keys.size < MOST_KEYS) keys.set(key, text)
  }
  return text
}

/** Stops the writing; where it stopped is looked up afterwards. */
class Unwritable {
  /** @param {string} kind @param {string} message */
  constructor(kind, message) {
    this.kind = kind
    this.message = message
  }
}

/** @param {unknown} value @returns {never} */
function refuse(value) {
  const name = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
  throw new Unwritable('type', `JSON does not have this value: ${typeof value === 'number' ? value : name}`)
}

/**
 * The JSON of a value.
 *
 * @param {unknown} value
 * @param {number} depth how many lists and objects it lies in
 * @param {Unread} [unread]
 * @returns {string}
 */
function write(value, depth, unread) {
  switch (typeof value) {
    case 'string':
      return NEEDS_ESCAPES.test(value) ? JSON.stringify(value) : `"${value}"`
    case 'number':
      return Number.isFinite(value) ? `${value}` : refuse(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      break
    default:
      return refuse(value)
  }
  if (value === null) return 'null'
  if (depth >= DEEPEST) throw new Unwritable('depth', `nested deeper than ${DEEPEST} levels`)
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(/** @type {Record<string, unknown>} */ (value), depth, unread)
}

/** Ends what grows without end: a value that stands in many places of an object is written as often. @param {string} text */
function check(text) {
  if (text.length > largest) throw new Unwritable('size', `the object is larger than ${largest / 1024 / 1024} MiB`)
}

/** @param {unknown[]} list @param {number} depth */
function writeArray(list, depth) {
  let text = '['
  for (let n = 0; n < list.length; n++) {
    if (n > 0) text += ','
    text += write(list[n], depth + 1)
    check(text)
  }
  return `${text}]`
}

/**
 * Whether an object is to be written as what its toJSON gives.
 *
 * @param {Record<string, unknown>} object
 * @returns {object is Record<string, unknown> & {toJSON(key: string): unknown}}
 */
function isShown(object) {
  return typeof object.toJSON === 'function'
}

/** @param {Record<string, unknown>} object @param {number} depth @param {Unread} [unread] */
function writeObject(object, depth, unread) {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    if (isShown(object)) return write(object.toJSON(''), depth + 1, unread)
    if (isForeign(object)) return refuse(object)
  }
  let text = '{'
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value === undefined) continue
    if (key === 'toJSON' && isShown(object)) return write(object.toJSON(''), depth + 1, unread)
    if (text.length > 1) text += ','
    const within = unread === undefined ? undefined : unread[key]
    text += written(key) + (within === true ? 'null' : write(value, depth + 1, within))
    check(text)
  }
  return `${text}}`
}

/** Objects of classes are well, as those of the Kubernetes client; a Map or a RegExp is not. @param {object} object */
function isForeign(object) {
  return Object.prototype.toString.call(object) !== '[object Object]'
}

/**
 * The path of the first value that cannot be written, in the words of other errors: goes the way that `write` went.
 *
 * @param {unknown} value
 * @param {string} path
 * @param {Unread} [unread]
 * @returns {string | undefined}
 */
function find(value, path, unread) {
  if (typeof value !== 'object' || value === null) {
    const isKnown = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    return isKnown ? undefined : path
  }
  if (Array.isArray(value)) {
    for (const [n, element] of value.entries()) {
      const found = find(element, `${path}[${n}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  const object = /** @type {Record<string, unknown>} */ (value)
  if (isShown(object)) return find(object.toJSON(''), path, unread)
  if (isForeign(object)) return path
  for (const [key, member] of Object.entries(object)) {
    const within = unread === undefined ? undefined : unread[key]
    if (member === undefined || within === true) continue
    const found = find(member, path === '' ? key : `${path}.${key}`, within)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The JSON of an object.
 *
 * @param {object} object
 * @param {boolean} isManifest whether it is one Kubernetes object, and not one that holds them
 * @returns {string}
 * @throws {ManifestError} kind `type` with the field, `depth`, or `size`
 */
function stringify(object, isManifest) {
  const unread = isManifest ? UNREAD : undefined
  largest = isManifest ? LARGEST : LARGEST_OF_MANY
  try {
    return write(object, 0, unread)
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error
    const field = error.kind === 'type' ? find(object, '', unread) || undefined : undefined
    throw new ManifestError(field === undefined ? error.message : `${field}: ${error.message}`, { kind: error.kind, field })
  }
}

module.exports = { stringify }
