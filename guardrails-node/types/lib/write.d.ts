/**
 * Texts that come again and again, as they are written: up to so many, each up to so long.
 */
export type Known = Map<string, string>;
/**
 * The JSON of an object.
 *
 * @param {object} object
 * @param {boolean} isManifest whether it is one Kubernetes object, and not one that holds them
 * @returns {string}
 * @throws {ManifestError} kind `type` with the field, `depth`, or `size`
 */
export function stringify(object: object, isManifest: boolean): string;
