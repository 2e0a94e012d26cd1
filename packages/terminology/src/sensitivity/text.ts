import { sensitivityOfMedicine } from './medicine.ts';
import { remembered } from './remembered.ts';
import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';
import { sensitivityOfWords } from './words.ts';

/** Names of codes repeat and are short; prose does neither, and is not worth the memory. */
const longestName = 200;

const read = (text: string): readonly SensitiveClass[] =>
  inOrderOfStrictness([...sensitivityOfWords(text), ...sensitivityOfMedicine(text)]);

const remember = remembered(read);

/** What any text says, be it a name or prose: its words, and the medicines it names. */
export const sensitivityOfText = (text: string): readonly SensitiveClass[] => (text.length > longestName ? read(text) : remember(text));
