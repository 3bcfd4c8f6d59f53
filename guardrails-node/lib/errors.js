'use strict'

/** Why a manifest could not be read: never "allowed", and always a reason to stop. */
class ManifestError extends Error {
  /** @type {string} the kind of the error, such as `duplicate-key` */
  kind
  /** @type {string | undefined} the path of the field, such as `spec.containers[0].securityContext` */
  field
  /** @type {number | undefined} the line, from 1 */
  line
  /** @type {number | undefined} the character in its line, from 1 */
  column
  /** @type {number | undefined} the byte, from 0 */
  offset
  /** @type {import('./verdict.js').Verdict | undefined} the error as a verdict */
  verdict

  /**
   * @param {string} message the whole sentence, with the place
   * @param {{kind: string, field?: string, line?: number, column?: number, offset?: number}} error what programs want to know
   * @param {import('./verdict.js').Verdict} [verdict]
   */
  constructor(message, { kind, field, line, column, offset }, verdict) {
    super(message)
    // Not shown where the error is printed.
    Object.defineProperty(this, 'verdict', { value: verdict, enumerable: false })
    this.kind = kind
    this.field = field
    this.line = line
    this.column = column
    this.offset = offset
  }
}

/** Why a policy could not be made: a sentence that names the place. */
class PolicyError extends Error {}

ManifestError.prototype.name = 'ManifestError'
PolicyError.prototype.name = 'PolicyError'

module.exports = { ManifestError, PolicyError }
