declare namespace _exports {
    export { Evaluate, NativePolicy, Native, Beside, How };
}
declare namespace _exports {
    export { IN_WORDS };
    export { WRITTEN_DOWN };
    export namespace native {
        let podSecurity: (level: string, version: string) => NativePolicy;
        let load: (documents: Uint8Array[]) => NativePolicy;
        let refusal: (kind: string, message: string, field?: string) => string;
        let rulesJson: () => string;
        let runCommand: (args: string[]) => number;
    }
}
export = _exports;
/**
 * Judges an object. The answer is a text, see src/lib.rs; or a letter, where it is to be asked again for words.
 */
type Evaluate = (manifest: Uint8Array, how?: How, ...beside: Beside) => string | number;
/**
 * A policy of the native half: functions that need no `this`.
 */
type NativePolicy = {
    evaluate: Evaluate;
    /**
     * what an answer with a capital letter says
     */
    inWords: (answer: string) => string;
    evaluateAll: (manifests: Uint8Array, how: How, ...beside: Beside) => string[];
    review: (review: Uint8Array, how: How) => string;
};
type Native = {
    podSecurity: (level: string, version: string) => NativePolicy;
    load: (documents: Uint8Array[]) => NativePolicy;
    /**
     * what could not be handed over, as an answer
     */
    refusal: (kind: string, message: string, field?: string) => string;
    rulesJson: () => string;
    runCommand: (args: string[]) => number;
};
/**
 * The namespace and its labels, as far as they are known.
 */
type Beside = [] | [namespace: string | undefined, labels: Record<string, string> | undefined];
/**
 * How an answer is wanted: one of these bits, both, or none.
 */
type How = number;
declare const IN_WORDS: 2;
/**
 * The namespace and its labels, as far as they are known.
 *
 * @typedef {[] | [namespace: string | undefined, labels: Record<string, string> | undefined]} Beside
 */
/**
 * How an answer is wanted: one of these bits, both, or none.
 *
 * @typedef {number} How
 */
declare const WRITTEN_DOWN: 1;
