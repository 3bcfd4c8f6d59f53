'use strict'

/**
 * The name of this platform's native half.
 *
 * @returns {string} such as `guardrails.linux-x64-gnu.node`
 */
function fileName() {
  const { platform, arch } = process
  if (platform !== 'linux') return `guardrails.${platform}-${arch}.node`
  // A process that runs on glibc says which.
  const report = /** @type {{header: {glibcVersionRuntime?: string}}} */ (/** @type {unknown} */ (process.report.getReport()))
  return `guardrails.linux-${arch}-${report.header.glibcVersionRuntime ? 'gnu' : 'musl'}.node`
}

module.exports = { fileName }
