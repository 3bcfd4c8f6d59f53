/**
 * The bytes of an input. They are valid until the next call.
 *
 * @param {unknown} input
 * @param {boolean} isManifest whether a value is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {import('./write.js').Unwritable} if it cannot be written down
 */
export function bytesOf(input: unknown, isManifest: boolean): Uint8Array;
/**
 * Whether an input is a value to be written down: anything that is neither text nor bytes.
 *
 * @param {unknown} input
 */
export function isValue(input: unknown): boolean;
/**
 * Bytes as they are now, in a string with a character for each: nothing keeps so few bytes at less cost.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function kept(bytes: Uint8Array): string;
