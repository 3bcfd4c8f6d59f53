'use strict'
// Writes JavaScript's objects down as JSON for the reader.
//
// It is what JSON.stringify writes, except that what JSON does not have (NaN, a BigInt, a Map, a function) is an error,
// where JSON.stringify would leave it out or write something harmless in its place, and a cycle is one too. Every field is
// written: the reader looks at the type of each, and at the names of those that nobody knows. It costs less than
// JSON.stringify, since what comes again and again is kept as it is written.

const { Room, Words } = require('./room.js')

/** The reader's own limit for nesting, counted with the object itself as 1. */
const DEEPEST = 128

/** The most that is written, in bytes: beyond what the reader takes of one object, and of many. */
const LARGEST = 4 * 1024 * 1024
const LARGEST_OF_MANY = 256 * 1024 * 1024
let largest = LARGEST

/**
 * Keys, strings and numbers that come again and again, as they are written: up to so many, each up to so long.
 *
 * @typedef {Map<string | number, Words>} Known
 */
const MOST_KNOWN = 4096
const LONGEST_KNOWN = 64
const ASCII = /^[ -~]*$/

/** Keys behind an opening brace, keys behind a comma, and values. */
const firstKeys = /** @type {Known} */ (new Map())
const laterKeys = /** @type {Known} */ (new Map())
const values = /** @type {Known} */ (new Map())

const NULL = new Words('null')
const TRUE = new Words('true')
const FALSE = new Words('false')
const BRACKET = '['.charCodeAt(0)
const BRACKET_END = ']'.charCodeAt(0)
const BRACE = '{'.charCodeAt(0)
const BRACE_END = '}'.charCodeAt(0)
const COMMA = ','.charCodeAt(0)

/** Where it is written; none while a value is being written, whose toJSON may come here again. @type {Room | undefined} */
let idle = new Room()
let room = idle

/**
 * Writes a string or a finite number between two texts.
 *
 * @param {Known} known
 * @param {string} before
 * @param {string | number} plain
 * @param {string} after
 */
function writePlain(known, before, plain, after) {
  const words = known.get(plain)
  if (words === undefined) writeNew(known, before, plain, after)
  else room.putWords(words)
}

/**
 * The same, where it is not known yet.
 *
 * @param {Known} known
 * @param {string} before
 * @param {string | number} plain
 * @param {string} after
 */
function writeNew(known, before, plain, after) {
  const json = before + JSON.stringify(plain) + after
  room.putText(json)
  if (known.size < MOST_KNOWN && json.length <= LONGEST_KNOWN && ASCII.test(json)) known.set(plain, new Words(json))
}

/** Why a value cannot be written down. The reader's own errors have the same kinds. */
class Unwritable {
  /**
   * @param {'type' | 'depth' | 'size'} kind
   * @param {string} message
   * @param {string} [field] looked up afterwards
   */
  constructor(kind, message, field) {
    this.kind = kind
    this.message = message
    this.field = field
  }
}

/** @param {unknown} value @returns {never} */
function refuse(value) {
  const type = typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
  const name = typeof value === 'number' ? String(value) : type
  throw new Unwritable('type', `found ${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}, which JSON does not have`)
}

/**
 * Writes a value.
 *
 * @param {unknown} value
 * @param {number} depth how many lists and objects it lies in
 */
function write(value, depth) {
  switch (typeof value) {
    case 'string':
      return writePlain(values, '', value, '')
    case 'number':
      return writePlain(values, '', Number.isFinite(value) ? value : refuse(value), '')
    case 'boolean':
      return room.putWords(value ? TRUE : FALSE)
    case 'object':
      break
    default:
      refuse(value)
  }
  if (value === null) return room.putWords(NULL)
  if (depth >= DEEPEST) throw new Unwritable('depth', `nested deeper than ${DEEPEST} levels`)
  // A value that stands in many places of an object is written as often, and may double with each level.
  if (room.length > largest) throw new Unwritable('size', `the object is larger than ${largest / 1024 / 1024} MiB`)
  if (Array.isArray(value)) writeArray(value, depth)
  else writeObject(/** @type {Record<string, unknown>} */ (value), depth)
}

/** @param {unknown[]} list @param {number} depth */
function writeArray(list, depth) {
  if (list.length === 0) room.put(BRACKET)
  for (let n = 0; n < list.length; n++) {
    room.put(n === 0 ? BRACKET : COMMA)
    write(list[n], depth + 1)
  }
  room.put(BRACKET_END)
}

/** @param {Record<string, unknown>} object @param {number} depth */
function writeObject(object, depth) {
  if (isShown(object)) return write(object.toJSON(''), depth + 1)
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null && isForeign(object)) refuse(object)
  let known = firstKeys
  let before = '{'
  for (const key in object) {
    // The object's own keys, as JSON.stringify: what a prototype has would not be sent.
    if (!Object.hasOwn(object, key)) continue
    const value = object[key]
    if (value === undefined) continue
    writePlain(known, before, key, ':')
    known = laterKeys
    before = ','
    write(value, depth + 1)
  }
  if (known === firstKeys) room.put(BRACE)
  room.put(BRACE_END)
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

/** Objects of classes are well, as those of the Kubernetes client; a Map or a RegExp is not. @param {object} object */
function isForeign(object) {
  return Object.prototype.toString.call(object) !== '[object Object]'
}

/**
 * The path of the first value that cannot be written, in the words of other errors: goes the way that `write` went.
 *
 * @param {unknown} value
 * @param {string} path
 * @returns {string | undefined}
 */
function find(value, path) {
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
  if (isShown(object)) return find(object.toJSON(''), path)
  if (isForeign(object)) return path
  for (const [key, member] of Object.entries(object)) {
    const found = member === undefined ? undefined : find(member, path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The JSON of a value, in bytes that are valid until the next call.
 *
 * @param {unknown} value
 * @param {boolean} isManifest whether it is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {Unwritable} kind `type` with the field, `depth`, or `size`
 */
function bytesOfValue(value, isManifest) {
  const outer = { idle, room, largest }
  room = idle ?? new Room()
  idle = undefined
  largest = isManifest ? LARGEST : LARGEST_OF_MANY
  try {
    write(value, 0)
    return room.take()
  } catch (error) {
    room.take()
    if (!(error instanceof Unwritable) || error.kind !== 'type') throw error
    const field = find(value, '')
    throw new Unwritable('type', field ? error.message : `expected an object, ${error.message}`, field)
  } finally {
    ;({ idle, room, largest } = outer)
  }
}

module.exports = { Unwritable, bytesOfValue }
