/** Bytes that grow at their end. */
export class Room {
    bytes: Uint8Array<ArrayBuffer>;
    view: DataView<ArrayBuffer>;
    length: number;
    /** Gets ready for so many bytes more, and a word. @param {number} more */
    reserve(more: number): void;
    /** Puts one character of ASCII. @param {number} character */
    put(character: number): void;
    /** @param {Words} words */
    putWords({ words, length }: Words): void;
    /** Puts a text, which has no half characters. @param {string} text */
    putText(text: string): void;
    /** The bytes that have been put, which are valid until the room is used again. @returns {Uint8Array} */
    take(): Uint8Array;
}
/** ASCII as words, which are moved faster than characters. Its bytes make no NaN, whose bits may change. */
export class Words {
    /** @param {string} ascii characters from the space to the tilde */
    constructor(ascii: string);
    length: number;
    words: Float64Array<ArrayBuffer>;
}
