/**
 * Keys, strings and numbers that come again and again, as they are written: up to so many, each up to so long.
 */
export type Known = Map<string | number, Words>;
/** Why a value cannot be written down. The reader's own errors have the same kinds. */
export class Unwritable {
    /**
     * @param {'type' | 'depth' | 'size'} kind
     * @param {string} message
     * @param {string} [field] looked up afterwards
     */
    constructor(kind: "type" | "depth" | "size", message: string, field?: string);
    kind: "type" | "depth" | "size";
    message: string;
    field: string | undefined;
}
/**
 * The JSON of a value, in bytes that are valid until the next call.
 *
 * @param {unknown} value
 * @param {boolean} isManifest whether it is one Kubernetes object, and not one that holds them
 * @returns {Uint8Array}
 * @throws {Unwritable} kind `type` with the field, `depth`, or `size`
 */
export function bytesOfValue(value: unknown, isManifest: boolean): Uint8Array;
import { Words } from "./room.js";
