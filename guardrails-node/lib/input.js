'use strict'
// What callers hand over, as bytes for the native half.

const { ManifestError } = require('./errors.js')
const { stringify } = require('./write.js')

const encoder = new TextEncoder()
/** Where strings become bytes; used again from call to call. */
let room = new Uint8Array(64 * 1024)
/** A larger room is not kept. */
const LARGEST_ROOM = 1024 * 1024

/**
 * The bytes of a text. They are valid until the next call.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
function bytesOfText(text) {
  if (!text.isWellFormed()) return bytesOfBrokenText(text)
  // No character of a string takes more than three bytes.
  const most = text.length * 3
  if (most > LARGEST_ROOM) return encoder.encode(text)
  if (most > room.length) room = new Uint8Array(LARGEST_ROOM)
  return room.subarray(0, encoder.encodeInto(text, room).written)
}

/**
 * The bytes of a text with half a character in it, up to and with that half, so that the reader finds it there. An
 * encoder would put another character in its place, and nobody would know.
 *
 * @param {string} text
 */
function bytesOfBrokenText(text) {
  const at = text.search(/\p{Surrogate}/u)
  const half = text.charCodeAt(at)
  return Buffer.concat([Buffer.from(text.slice(0, at)), Uint8Array.of(0xe0 | (half >> 12), 0x80 | ((half >> 6) & 0x3f), 0x80 | (half & 0x3f))])
}

/**
 * Bytes that nobody changes while they are read.
 *
 * @param {Uint8Array} bytes
 */
function unshared(bytes) {
  return bytes.buffer instanceof SharedArrayBuffer ? Uint8Array.from(bytes) : bytes
}

/**
 * The error for what is no input at all.
 *
 * @param {unknown} input
 */
function mistyped(input) {
  const name = input === null ? 'null' : typeof input === 'object' ? Object.prototype.toString.call(input).slice(8, -1) : typeof input
  return new ManifestError(`expected a string, a Uint8Array or an object, and this is ${name}`, { kind: 'type' })
}

/**
 * Whether an input is an object to be written down: anything that is neither text nor bytes.
 *
 * @param {unknown} input
 * @returns {input is object}
 */
function isObject(input) {
  return typeof input === 'object' && input !== null && !ArrayBuffer.isView(input) && !(input instanceof ArrayBuffer)
}

/**
 * The bytes of an input. They are valid until the next call.
 *
 * @param {unknown} input
 * @param {boolean} isManifest whether an object is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {ManifestError} if it is of another type
 */
function bytesOf(input, isManifest) {
  if (input instanceof Uint8Array) return unshared(input)
  if (typeof input === 'string') return bytesOfText(input)
  if (isObject(input)) return bytesOfText(stringify(input, isManifest))
  throw mistyped(input)
}

module.exports = { bytesOf, isObject }
