declare namespace _exports {
    export { Beside, NativePolicy, Native };
}
declare namespace _exports {
    let podSecurity: (level: string, version: string) => NativePolicy;
    let load: (documents: Uint8Array[]) => NativePolicy;
    let refusal: (kind: string, message: string, field?: string) => string;
    let rulesJson: () => string;
    let runCommand: (args: string[]) => number;
}
export = _exports;
/**
 * The namespace and its labels, as far as they are known.
 */
type Beside = [] | [namespace: string | undefined, labels: Record<string, string> | undefined];
/**
 * A policy of the native half: functions that need no `this`. Their answers are texts, see src/lib.rs.
 */
type NativePolicy = {
    evaluate: (manifest: Uint8Array, ...beside: Beside) => string;
    /**
     * as `evaluate`, of what JavaScript has written down
     */
    evaluateObject: (manifest: Uint8Array, ...beside: Beside) => string;
    evaluateAll: (manifests: Uint8Array, ...beside: Beside) => string[];
    /**
     * as `evaluateAll`, of the same
     */
    evaluateObjects: (manifests: Uint8Array, ...beside: Beside) => string[];
    review: (review: Uint8Array, isWrittenDown: boolean) => string;
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
