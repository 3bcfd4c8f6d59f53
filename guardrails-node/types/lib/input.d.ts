/**
 * The bytes of an input. They are valid until the next call.
 *
 * @param {unknown} input
 * @param {boolean} isManifest whether an object is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {ManifestError} if it is of another type
 */
export function bytesOf(input: unknown, isManifest: boolean): Uint8Array;
/**
 * Whether an input is an object to be written down: anything that is neither text nor bytes.
 *
 * @param {unknown} input
 * @returns {input is object}
 */
export function isObject(input: unknown): input is object;
