'use strict'
// What callers hand over, as bytes for the native half.

const { Room } = require('./room.js')
const { bytesOfValue } = require('./write.js')

const room = new Room()

/**
 * The bytes of a text. They are valid until the next call.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
function bytesOfText(text) {
  if (!text.isWellFormed()) return bytesOfBrokenText(text)
  room.putText(text)
  return room.take()
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
 * Whether an input is a value to be written down: anything that is neither text nor bytes.
 *
 * @param {unknown} input
 */
function isValue(input) {
  return typeof input !== 'string' && !(input instanceof Uint8Array)
}

/**
 * The bytes of an input. They are valid until the next call.
 *
 * @param {unknown} input
 * @param {boolean} isManifest whether a value is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {import('./write.js').Unwritable} if it cannot be written down
 */
function bytesOf(input, isManifest) {
  if (input instanceof Uint8Array) return input
  return typeof input === 'string' ? bytesOfText(input) : bytesOfValue(input ?? null, isManifest)
}

/**
 * Bytes as they are now, in a string with a character for each: nothing keeps so few bytes at less cost.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function kept(bytes) {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return buffer.toString('latin1')
}

module.exports = { bytesOf, isValue, kept }
