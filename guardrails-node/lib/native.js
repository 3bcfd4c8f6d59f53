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
 * A policy of the native half: functions that need no `this`. Their answers are texts, see src/lib.rs.
 *
 * @typedef {object} NativePolicy
 * @property {(manifest: Uint8Array, ...beside: Beside) => string} evaluate
 * @property {(manifest: Uint8Array, ...beside: Beside) => string} evaluateObject as `evaluate`, of what JavaScript has written down
 * @property {(manifests: Uint8Array, ...beside: Beside) => string[]} evaluateAll
 * @property {(manifests: Uint8Array, ...beside: Beside) => string[]} evaluateObjects as `evaluateAll`, of the same
 * @property {(review: Uint8Array, isWrittenDown: boolean) => string} review
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

module.exports = load()
