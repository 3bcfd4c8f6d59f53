/**
 * JSON or YAML as text or bytes (UTF-8), or an object as `JSON.parse` gives it
 */
export type Input = string | Uint8Array | object;
export type Status = import("./lib/verdict.js").Status;
export type Effect = import("./lib/verdict.js").Effect;
export type Level = import("./lib/verdict.js").Level;
export type Identity = import("./lib/verdict.js").Identity;
export type PodSecurityResult = import("./lib/verdict.js").PodSecurityResult;
export type Finding = import("./lib/verdict.js").Finding;
export type VerdictData = import("./lib/verdict.js").VerdictData;
/**
 * What the caller knows beside the object.
 */
export type Context = {
    /**
     * where the object goes if it names no namespace; one that names another is an error
     */
    namespace?: string | undefined;
    /**
     * the labels of its namespace, where they are known: constraints may choose
     * namespaces by them
     */
    namespaceLabels?: Record<string, string> | undefined;
};
/**
 * What is known of a rule.
 */
export type Rule = {
    id: string;
    title: string;
    source: string;
    level?: import("./lib/verdict.js").Level | undefined;
    /**
     * the node classes that it is about
     */
    nodes?: string[] | undefined;
    fidelity: string;
    documentation: string;
    remedy: string;
    fields: string[];
    /**
     * where the rule comes from
     */
    upstream: string;
    /**
     * the constraint template of a rule of Azure Policy
     */
    template?: Template | undefined;
    revisions: {
        from: string;
        change: string;
        overrides: string[];
    }[];
    examples: Example[];
};
/**
 * The constraint template of a rule of Azure Policy.
 */
export type Template = {
    /**
     * the constraint's kind without its version
     */
    alias: string;
    version: number;
    /**
     * the definitions that use it
     */
    definitions: {
        id: string;
        version: string;
    }[];
    parameters: {
        name: string;
        holds: string;
        default?: string;
        meaning: string;
    }[];
};
/**
 * An example of a rule: a pod that passes, or fails with what is said.
 */
export type Example = {
    title: string;
    /**
     * since which version of Kubernetes
     */
    from?: string | undefined;
    /**
     * the constraint's parameters
     */
    parameters?: string | undefined;
    pod: string;
    expect: string;
    message?: string | undefined;
    messages?: string[] | undefined;
};
import { ManifestError } from "./lib/errors.js";
/**
 * What to check: built once, immutable.
 *
 * @example
 * const policy = Policy.podSecurity('restricted', 'latest')
 * const verdict = policy.evaluate(manifest, { namespace: 'shop' })
 * for (const { rule, message } of verdict.findings) console.log(rule, message)
 */
export class Policy {
    /**
     * Enforces one level of the Pod Security Standards, and nothing else.
     *
     * @param {Level} level
     * @param {string} [version] `latest`, or one like `v1.36`
     * @returns {Policy}
     * @throws {PolicyError} the level or the version is unknown
     */
    static podSecurity(level: Level, version?: string): Policy;
    /**
     * Reads policy documents: YAML or JSON, several in one text; an object; or a list of these.
     *
     * @param {Input | Input[]} documents
     * @returns {Policy}
     * @throws {PolicyError} whatever is unknown, mistyped or without effect, with its place
     */
    static load(documents: Input | Input[]): Policy;
    /**
     * @private
     * @param {typeof OURS} key
     * @param {import('./lib/native.js').NativePolicy} native
     */
    private constructor();
    /**
     * Judges one object as a person or a pipeline writes it, given the defaults that the API server would fill in.
     *
     * @param {Input} input
     * @param {Context} [context]
     * @returns {Verdict}
     * @throws {ManifestError} it could not be read as Kubernetes reads it, or is not one object; that is never "allowed"
     */
    evaluate(input: Input, context?: Context): Verdict;
    /**
     * Judges every object: of a text with many documents or lines, of a List, of an array of inputs. One that could not be
     * read has the status `error`, and does not hide its neighbours.
     *
     * @param {Input | Input[]} input
     * @param {Context} [context]
     * @returns {Verdict[]} in the order of the input
     * @throws {ManifestError} the context is wrong
     */
    evaluateAll(input: Input | Input[], context?: Context): Verdict[];
    /**
     * Answers an AdmissionReview (admission.k8s.io/v1) or a bare AdmissionRequest, literally, as admission does.
     *
     * @param {Input} input
     * @returns {Review} a denial, too, if the object of the request could not be read
     * @throws {ManifestError} no uid could be read, so that there is nothing to answer to
     */
    review(input: Input): Review;
    #private;
}
import { PolicyError } from "./lib/errors.js";
import { Review } from "./lib/verdict.js";
import { Verdict } from "./lib/verdict.js";
/**
 * All rules, with everything that is known of them.
 *
 * @returns {readonly Rule[]}
 */
export function rules(): readonly Rule[];
export { ManifestError, PolicyError, Review, Verdict };
