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
/**
 * An answer of the native half, or what asks for it when somebody wants it.
 */
export type Answer = string | (() => string);
export const ERROR: 101;
/**
 * An answer of the native half, or what asks for it when somebody wants it.
 *
 * @typedef {string | (() => string)} Answer
 */
/** Whoever makes one of these classes has it, and nobody else. */
export const OURS: unique symbol;
/** The answer to an admission request: a verdict, and the response to send; immutable. */
export class Review {
    /**
     * @private
     * @param {typeof OURS} key
     * @param {string} text an answer of the native half
     */
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
    /**
     * @private
     * @param {typeof OURS} key
     * @param {number} letter
     * @param {Answer} answer
     */
    private constructor();
    /**
     * What became of the object.
     *
     * @returns {Status}
     */
    get status(): Status;
    /**
     * Whether nothing refuses the object; undefined if it could not be read.
     *
     * @returns {boolean | undefined}
     */
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
/** @param {unknown} key @param {string} message */
export function checkOurs(key: unknown, message: string): void;
/**
 * The error in an answer of the native half.
 *
 * @param {string} text
 */
export function errorOf(text: string): ManifestError;
/**
 * Freezes a value and everything in it.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function freeze<T>(value: T): T;
/** Whether a letter is a capital one, and the small one that it stands for. @param {number} letter */
export function isCapital(letter: number): boolean;
/** @type {(text: string) => Review} */
export let makeReview: (text: string) => Review;
/** @type {(letter: number, answer: Answer) => Verdict} */
export let makeVerdict: (letter: number, answer: Answer) => Verdict;
/** @param {string} message @param {string} [kind] @param {string} [field] */
export function refusal(message: string, kind?: string, field?: string): ManifestError;
/** @param {number} letter */
export function small(letter: number): number;
/** @param {string} text */
export function toldVerdict(text: string): Verdict;
import { ManifestError } from "./errors.js";
