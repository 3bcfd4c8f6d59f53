'use strict'
// Where texts and objects become the bytes that the native half reads: one room, used again from call to call.

/** As much as an ordinary manifest takes. */
const USUAL = 64 * 1024
/** A larger room is not kept. */
const LARGEST_KEPT = 1024 * 1024
/** A text is moved in words of so many bytes, and what its last word has beyond its end is written over. */
const WORD = 8

const encoder = new TextEncoder()

/** ASCII as words, which are moved faster than characters. Its bytes make no NaN, whose bits may change. */
class Words {
  /** @param {string} ascii characters from the space to the tilde */
  constructor(ascii) {
    this.length = ascii.length
    const view = new DataView(new ArrayBuffer(Math.ceil(ascii.length / WORD) * WORD))
    for (let n = 0; n < ascii.length; n++) view.setUint8(n, ascii.charCodeAt(n))
    this.words = new Float64Array(view.byteLength / WORD).map((_, n) => view.getFloat64(n * WORD, true))
  }
}

/** Bytes that grow at their end. */
class Room {
  constructor() {
    this.bytes = new Uint8Array(USUAL)
    this.view = new DataView(this.bytes.buffer)
    this.length = 0
  }

  /** Gets ready for so many bytes more, and a word. @param {number} more */
  reserve(more) {
    const least = this.length + more + WORD
    if (least <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(least, this.bytes.length * 2))
    bytes.set(this.bytes.subarray(0, this.length))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }

  /** Puts one character of ASCII. @param {number} character */
  put(character) {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = character
  }

  /** @param {Words} words */
  putWords({ words, length }) {
    this.reserve(length)
    const { view } = this
    let at = this.length
    for (let n = 0; n < words.length; n++) {
      view.setFloat64(at, /** @type {number} */ (words[n]), true)
      at += WORD
    }
    this.length += length
  }

  /** Puts a text, which has no half characters. @param {string} text */
  putText(text) {
    // No character of a string takes more than three bytes. Of a large text it is not worth to have room for that.
    const bytes = text.length > USUAL ? encoder.encode(text) : undefined
    this.reserve(bytes?.length ?? text.length * 3)
    if (bytes !== undefined) this.bytes.set(bytes, this.length)
    this.length += bytes?.length ?? encoder.encodeInto(text, this.bytes.subarray(this.length)).written
  }

  /** The bytes that have been put, which are valid until the room is used again. @returns {Uint8Array} */
  take() {
    const taken = this.bytes.subarray(0, this.length)
    if (this.bytes.length > LARGEST_KEPT) Object.assign(this, new Room())
    this.length = 0
    return taken
  }
}

module.exports = { Room, Words }
