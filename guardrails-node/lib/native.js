'use strict'
// Loads the native half and says what it holds.

const { join } = require('node:path')
const { fileName } = require('./platform.js')

/**
 * @typedef {Record<string, string>} Labels of a namespace
 */

/**
 * A policy of the native half; its answers are texts, see src/lib.rs.
 *
 * @typedef {object} NativePolicy
 * @property {(manifest: Uint8Array, namespace?: string, labels?: Labels) => string} evaluate
 * @property {(manifest: Uint8Array, namespace?: string, labels?: Labels) => string} evaluateObject
 * @property {(manifests: Uint8Array, isWrittenDown: boolean, namespace?: string, labels?: Labels) => string[]} evaluateAll
 * @property {(review: Uint8Array) => string} review
 */

/**
 * @typedef {object} Native
 * @property {{podSecurity(level: string, version: string): NativePolicy, load(documents: Uint8Array[]): NativePolicy}} NativePolicy
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
