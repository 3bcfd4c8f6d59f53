'use strict'
// Loads the native half and says what it holds.

const { join } = require('node:path')
const { fileName } = require('./platform.js')

/**
 * The namespace and its labels, as far as they are known.
 *
 * @typedef {[] | [namespace: string | undefined, labels: Record<string, string> | undefined]} Beside
 */

/**
 * How an answer is wanted: one of these bits, both, or none.
 *
 * @typedef {number} How
 */
const WRITTEN_DOWN = 1
const IN_WORDS = 2

/**
 * Judges an object. The answer is a text, see src/lib.rs; or a letter, where it is to be asked again for words.
 *
 * @typedef {(manifest: Uint8Array, how?: How, ...beside: Beside) => string | number} Evaluate
 */

/**
 * A policy of the native half: functions that need no `this`.
 *
 * @typedef {object} NativePolicy
 * @property {Evaluate} evaluate
 * @property {(answer: string) => string} inWords what an answer with a capital letter says
 * @property {(manifests: Uint8Array, how: How, ...beside: Beside) => string[]} evaluateAll
 * @property {(review: Uint8Array, how: How) => string} review
 */

/**
 * @typedef {object} Native
 * @property {(level: string, version: string) => NativePolicy} podSecurity
 * @property {(documents: Uint8Array[]) => NativePolicy} load
 * @property {(kind: string, message: string, field?: string) => string} refusal what could not be handed over, as an answer
 * @property {() => string} rulesJson
 * @property {(args: string[]) => number} runCommand
 */

/** @returns {Native} */
function load() {
  const path = join(__dirname, '..', fileName())
  try {
    return require(path)
  } catch (cause) {
    throw new Error(`k8s-guardrails cannot load ${path}: is this platform among those that the package was built for?`, { cause })
  }
}

module.exports = { IN_WORDS, WRITTEN_DOWN, native: load() }
