/** Why a manifest could not be read: never "allowed", and always a reason to stop. */
export class ManifestError extends Error {
    /**
     * @param {string} message the whole sentence, with the place
     * @param {{kind: string, field?: string, line?: number, column?: number, offset?: number}} error what programs want to know
     * @param {import('./verdict.js').Verdict} [verdict]
     */
    constructor(message: string, { kind, field, line, column, offset }: {
        kind: string;
        field?: string;
        line?: number;
        column?: number;
        offset?: number;
    }, verdict?: import("./verdict.js").Verdict);
    /** @type {string} the kind of the error, such as `duplicate-key` */
    kind: string;
    /** @type {string | undefined} the path of the field, such as `spec.containers[0].securityContext` */
    field: string | undefined;
    /** @type {number | undefined} the line, from 1 */
    line: number | undefined;
    /** @type {number | undefined} the character in its line, from 1 */
    column: number | undefined;
    /** @type {number | undefined} the byte, from 0 */
    offset: number | undefined;
    /** @type {import('./verdict.js').Verdict | undefined} the error as a verdict */
    verdict: import("./verdict.js").Verdict | undefined;
}
/** Why a policy could not be made: a sentence that names the place. */
export class PolicyError extends Error {
}
