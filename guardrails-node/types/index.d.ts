/**
 * what became of an object
 */
export type Status = "allowed" | "denied" | "not-judged" | "error";
export type Effect = "deny" | "audit" | "warn";
/**
 * a level of the Pod Security Standards
 */
export type Level = "privileged" | "baseline" | "restricted";
/**
 * JSON or YAML as text or bytes (UTF-8), or an object as `JSON.parse` gives it
 */
export type Input = string | Uint8Array | object;
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
 * Who an object is, as far as it is known.
 */
export type Identity = {
    apiVersion?: string | undefined;
    kind?: string | undefined;
    namespace?: string | undefined;
    name?: string | undefined;
};
/**
 * What one mode of Pod Security answers.
 */
export type PodSecurityResult = {
    mode: "enforce" | "audit" | "warn";
    level: Level;
    /**
     * the version it was held to, `latest` resolved: `v1.37`
     */
    version: string;
    allowed: boolean;
    /**
     * upstream's ForbiddenReason; absent if allowed
     */
    reason?: string | undefined;
    /**
     * upstream's ForbiddenDetail; absent if allowed
     */
    detail?: string | undefined;
};
/**
 * One thing that a rule found.
 */
export type Finding = {
    /**
     * the rule's id, as `rules()` has it
     */
    rule: string;
    source: "pod-security" | "azure-policy" | "virtual-nodes" | "api-server";
    effect: Effect;
    message: string;
    /**
     * the paths of the fields that decide, in the object as it was written, there or not
     */
    fields: string[];
    /**
     * the names of the containers concerned
     */
    containers: string[];
    /**
     * what the Azure constraint template tells beside the message
     */
    details?: Record<string, unknown> | undefined;
    /**
     * whether it is about the pod that a workload will make
     */
    implied: boolean;
    /**
     * what may have been meant, of a field that does not exist
     */
    suggestion?: string | undefined;
    /**
     * there if the answer rests on documentation alone
     */
    fidelity?: "documented" | undefined;
    /**
     * the
     * exception that covers it, and the effect that it would have without
     */
    exception?: {
        state: string;
        effect: Effect;
        reason: string;
        owner: string;
        ticket?: string;
        expires?: string;
    } | undefined;
    /**
     * there if a baseline has it already, with the effect that it would have without
     */
    baseline?: {
        effect: Effect;
    } | undefined;
};
/**
 * What is known of a rule.
 */
export type Rule = {
    id: string;
    title: string;
    source: string;
    level?: Level | undefined;
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
/**
 * The JSON of a verdict, as in docs/schemas/verdict.schema.json.
 */
export type VerdictData = {
    schema: "guardrails/v1";
    object: Identity;
    status: Status;
    allowed?: boolean | undefined;
    podSecurity?: PodSecurityResult[] | undefined;
    findings: (Omit<Finding, "containers" | "implied"> & {
        containers?: string[];
        implied?: boolean;
    })[];
    placement?: Record<string, "must" | "can" | "cannot"> | undefined;
    notes?: string[] | undefined;
    error?: {
        kind: string;
        message: string;
        field?: string;
        line?: number;
        column?: number;
        offset?: number;
    } | undefined;
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
    /** @private */
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
/** The answer to an admission request: a verdict, and the response to send; immutable. */
export class Review {
    /** @private */
    private constructor();
    /** @type {Verdict} the verdict; its status is `error` if the object of the request could not be read, which is a denial */
    verdict: Verdict;
    /** Whether the request may go through. */
    get allowed(): boolean;
    /** The AdmissionReview to send back. */
    get response(): Record<string, unknown>;
    /** The AdmissionReview to send back as one line of JSON, with the same bytes as from every other surface. */
    toResponseJSON(): string;
    #private;
}
/** What a policy says of one object; immutable. */
export class Verdict {
    /** @private */
    private constructor();
    /** What became of the object. */
    get status(): Status;
    /** Whether nothing refuses the object; undefined if it could not be read. */
    get allowed(): boolean | undefined;
    /** Who the object is. */
    get object(): Identity;
    /** The ForbiddenReason of what is enforced, in upstream's words; undefined if allowed. */
    get reason(): string | undefined;
    /** The ForbiddenDetail of what is enforced, in upstream's words; undefined if allowed. */
    get detail(): string | undefined;
    /** The answer of each mode of Pod Security that was evaluated. */
    get podSecurity(): readonly PodSecurityResult[];
    /** What was found, in upstream's order. */
    get findings(): readonly Finding[];
    /** For each node class that the policy asks about, whether the pod must, can or cannot land there. */
    get placement(): Record<string, "must" | "can" | "cannot">;
    /** What a reader must know and no rule says. */
    get notes(): readonly string[];
    /** Why the object could not be read, where the status is `error`. */
    get error(): ManifestError | undefined;
    /**
     * The verdict as one line of JSON, with the same bytes as from every other surface. To `JSON.stringify`, which names
     * the key that it is about to write, it gives the object instead.
     *
     * @overload
     * @returns {string}
     */
    toJSON(): string;
    /**
     * @overload
     * @param {string} key
     * @returns {VerdictData}
     */
    toJSON(key: string): VerdictData;
    #private;
}
/**
 * All rules, with everything that is known of them.
 *
 * @returns {readonly Rule[]}
 */
export function rules(): readonly Rule[];
export { ManifestError, PolicyError };
