/**
 * The name of this platform's native half.
 *
 * @returns {string} such as `guardrails.linux-x64-gnu.node`
 */
export function fileName(): string;
