/**
 * Fields that are left empty, and objects that have such fields.
 */
export type Unread = {
    [key: string]: true | Unread;
};
/**
 * The JSON of an object.
 *
 * @param {object} object
 * @param {boolean} isManifest whether it is one Kubernetes object, and not one that holds them
 * @returns {string}
 * @throws {ManifestError} kind `type` with the field, `depth`, or `size`
 */
export function stringify(object: object, isManifest: boolean): string;
