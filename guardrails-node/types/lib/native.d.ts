declare namespace _exports {
    export { Labels, NativePolicy, Native };
}
declare namespace _exports {
    /**
     * A policy of the native half; its answers are texts, see src/lib.rs.
     */
    type NativePolicy = {
        evaluate: (manifest: Uint8Array, namespace?: string, labels?: Labels) => string;
        evaluateObject: (manifest: Uint8Array, namespace?: string, labels?: Labels) => string;
        evaluateAll: (manifests: Uint8Array, isWrittenDown: boolean, namespace?: string, labels?: Labels) => string[];
        review: (review: Uint8Array) => string;
    };
    let NativePolicy: {
        podSecurity(level: string, version: string): NativePolicy;
        load(documents: Uint8Array[]): NativePolicy;
    };
    let rulesJson: () => string;
    let runCommand: (args: string[]) => number;
}
export = _exports;
/**
 * of a namespace
 */
type Labels = Record<string, string>;
type Native = {
    NativePolicy: {
        podSecurity(level: string, version: string): NativePolicy;
        load(documents: Uint8Array[]): NativePolicy;
    };
    rulesJson: () => string;
    runCommand: (args: string[]) => number;
};
